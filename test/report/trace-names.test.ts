/** Names within a trace. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { directionText, messageNames } from '../../src/report/trace-names.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('trace names');

test('workload messages have the address of the fault language, others only a label', () => {
  const builder = traceBuilder(['a', 'b']);
  const early = builder.message('a', 'b', 'HELLO');
  builder.startWorkload();
  const first = builder.message('a', 'b', 'SET k1');
  const second = builder.message('a', 'b', 'SET k1', { fresh: true });
  const datagram = builder.message('a', 'b', 'PING', { kind: 'udp' });
  const attempt = builder.connect('b', 'a');
  const names = messageNames(builder.build());
  assert.is(names.get(early)?.full, 'a→b "HELLO"');
  assert.is(names.get(first)?.full, 'a→b "SET k1"#1');
  assert.is(names.get(second)?.short, '"SET k1"#2');
  assert.is(names.get(datagram)?.short, 'udp "PING"#1');
  assert.is(names.get(attempt)?.full, 'b→a connect#1');
});

test('a direction opens with its sender', () => {
  const channel = { id: 0, kind: 'tcp', client: 'a', server: 'b', ordinal: 2 } as const;
  assert.is(directionText(channel, 'forth'), 'a→b tcp 2');
  assert.is(directionText(channel, 'back'), 'b→a tcp 2');
  assert.is(directionText(undefined, 'back'), '');
});

test.run();
