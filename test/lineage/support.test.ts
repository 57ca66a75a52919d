import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Support } from '../../src/lineage/support.ts';
import { endStates, occurrencesIn, supportOf } from '../../src/lineage/support.ts';
import type { Trace } from '../../src/model/trace.ts';
import { randomTrace } from '../helpers/random-trace.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('support');

function labels(trace: Trace, support: Support): readonly string[] {
  return support.messages.map((id) => trace.messages.at(id)?.label ?? '?');
}

function points(trace: Trace, support: Support): readonly string[] {
  return support.crashPoints.map(({ node, when, message }) => {
    const label = message === undefined ? '' : ` ${trace.messages.at(message)?.label}`;
    return `${node} ${when}${label}`;
  });
}

/**
 * client writes, primary acknowledges, then replicates; the invariant asks the replica if `asked`.
 */
function writeThenReplicate(asked: boolean): Trace {
  const builder = traceBuilder(['primary', 'replica']);
  builder.message('primary', 'replica', 'SYNC');
  builder.startWorkload();
  builder.message('client', 'primary', 'SET k1');
  builder.message('primary', 'client', 'OK');
  builder.message('primary', 'replica', 'REPL k1');
  builder.endWorkload();
  if (asked) {
    builder.message('invariant', 'replica', 'GET k1');
    builder.message('replica', 'invariant', 'v1');
  }
  return builder.build();
}

test('what happens after the acknowledgement is outside while nobody looks at its effect', () => {
  const trace = writeThenReplicate(false);
  assert.equal(labels(trace, supportOf(trace)), ['SET k1', 'OK']);
});

test('reading a node puts all that the node was told into the support', () => {
  const trace = writeThenReplicate(true);
  assert.equal(labels(trace, supportOf(trace)), ['SET k1', 'OK', 'REPL k1']);
});

test('messages of the setup and of the check are never in it', () => {
  const trace = writeThenReplicate(true);
  const support = supportOf(trace);
  assert.ok(support.messages.every((id) => trace.messages.at(id)?.phase === 'workload'));
});

test('crash points lie before the first send, after each, and as late as can be', () => {
  const trace = writeThenReplicate(true);
  assert.equal(points(trace, supportOf(trace)), [
    'primary before OK',
    'primary after OK',
    'primary before REPL k1',
    'primary after REPL k1',
    'primary end',
    'replica end',
  ]);
});

test('a node that only has to be alive when the invariant looks has a crash point', () => {
  const builder = traceBuilder(['idle']);
  builder.startWorkload();
  builder.local('client');
  builder.endWorkload();
  builder.message('invariant', 'idle', 'GET');
  builder.message('idle', 'invariant', 'none');
  const trace = builder.build();
  assert.equal(points(trace, supportOf(trace)), ['idle end']);
});

test('a node that nobody heard of has no crash point', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  builder.message('a', 'client', 'OK');
  builder.message('b', 'a', 'late');
  const trace = builder.build();
  assert.equal(points(trace, supportOf(trace)), ['a before OK', 'a after OK', 'a end']);
});

test('two sends with nothing of a peer in between have one crash point in between', () => {
  const builder = traceBuilder(['a']);
  builder.startWorkload();
  builder.send('a', 'client', 'X');
  builder.message('a', 'client', 'Y');
  const trace = builder.build();
  assert.equal(points(trace, supportOf(trace)), ['a before X', 'a after X', 'a after Y', 'a end']);
});

test('what a node heard that nobody asks is in it when the ends of the nodes are anchors', () => {
  const trace = writeThenReplicate(false);
  assert.equal(labels(trace, supportOf(trace, endStates(trace))), ['SET k1', 'OK', 'REPL k1']);
});

test('a message nobody read is no support, but its sending is a crash point', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  builder.send('a', 'b', 'lost', { withheld: true });
  builder.message('a', 'client', 'OK');
  const trace = builder.build();
  assert.equal(labels(trace, supportOf(trace)), ['OK']);
  assert.ok(points(trace, supportOf(trace)).includes('a after lost'));
});

test('an attempt to connect is in it as soon as the connect is', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  const refused = builder.connect('a', 'b', 'refused');
  builder.message('a', 'client', 'OK');
  const later = builder.connect('a', 'b');
  const support = supportOf(builder.build());
  assert.ok(support.messages.includes(refused));
  assert.not.ok(support.messages.includes(later));
});

test('the end of a node is felt by the peer of its stream though no message came', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.connect('a', 'b');
  builder.startWorkload();
  builder.send('b', 'a', 'unread');
  builder.message('a', 'client', 'OK');
  const trace = builder.build();
  assert.ok(points(trace, supportOf(trace)).includes('b after unread'));
});

test('the end of a node whose datagrams nobody read is not', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  builder.send('b', 'a', 'unread', { kind: 'udp' });
  builder.message('a', 'client', 'OK');
  const trace = builder.build();
  assert.equal(points(trace, supportOf(trace)), ['a before OK', 'a after OK', 'a end']);
});

test('a channel inside a node makes no crash point', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  builder.message('a', 'b', 'X');
  builder.message('a', 'client', 'OK');
  const trace = builder.build();
  const pipe = { id: trace.channels.length, kind: 'pipe', client: 'a', server: 'a', ordinal: 1 };
  const more = { ...trace, channels: [...trace.channels, pipe] } as typeof trace;
  assert.equal(points(more, supportOf(more)), points(trace, supportOf(trace)));
});

test('a reset is felt by the sender of a message that nobody read', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  const unread = builder.send('a', 'b', 'X');
  builder.message('a', 'client', 'OK');
  const support = supportOf(builder.build());
  assert.ok(support.resettable.includes(unread));
  assert.not.ok(support.messages.includes(unread));
});

test('the past of a fault that fired belongs to it', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  const cause = builder.message('a', 'b', 'X');
  const lost = builder.send('b', 'a', 'Y', { withheld: true });
  const trace = builder.build();
  assert.equal(supportOf(trace).messages, []);
  assert.equal(supportOf(trace, [trace.messages.at(lost)?.sent ?? -1]).messages, [cause]);
});

test('property: the support is part of what occurred', () => {
  fc.assert(
    fc.property(randomTrace, (trace) => {
      const support = supportOf(trace);
      const all = occurrencesIn(trace);
      assert.ok(support.messages.every((id) => all.messages.includes(id)));
      assert.ok(support.resettable.every((id) => all.resettable.includes(id)));
    }),
  );
});

test('property: observers and the outside world have no crash points', () => {
  fc.assert(
    fc.property(randomTrace, (trace) => {
      const nodes = occurrencesIn(trace).crashPoints.map((point) => point.node);
      assert.ok(nodes.every((node) => ['a', 'b', 'c'].includes(node)));
    }),
  );
});

test.run();
