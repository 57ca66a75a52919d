import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { goodTuring, runClassOf } from '../../src/lineage/run-class.ts';
import { EventLog } from '../../src/model/event-log.ts';
import { randomTrace } from '../helpers/random-trace.ts';
import type { TraceBuilder } from '../helpers/trace-builder.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('run class');

function classOf(fill: (builder: TraceBuilder) => void): string {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  fill(builder);
  return runClassOf(builder.build());
}

test('runs that differ only in how nodes interleave are of one class', () => {
  const one = classOf((builder) => {
    const x = builder.send('client', 'a', 'X');
    const y = builder.send('client', 'b', 'Y');
    builder.receive(x);
    builder.receive(y);
  });
  const other = classOf((builder) => {
    const x = builder.send('client', 'a', 'X');
    builder.local('a');
    builder.receive(x);
    builder.message('client', 'b', 'Y');
  });
  assert.is(one, other);
});

test('a node that receives in another order makes another class', () => {
  const order = (first: string, second: string) =>
    classOf((builder) => {
      builder.message('client', 'a', first);
      builder.message('client', 'a', second);
    });
  assert.is.not(order('X', 'Y'), order('Y', 'X'));
});

test('a message nobody read makes another class', () => {
  const read = classOf((builder) => builder.message('a', 'b', 'X'));
  const unread = classOf((builder) => builder.send('a', 'b', 'X'));
  assert.is.not(read, unread);
});

test('property: times play no part', () => {
  fc.assert(
    fc.property(randomTrace, fc.nat(1000), (trace, shift) => {
      const events = trace.events.map((event) => ({ ...event, atUs: event.atUs * 3 + shift }));
      assert.is(runClassOf({ ...trace, events: EventLog.of(events) }), runClassOf(trace));
    }),
  );
});

test('Good–Turing gives the share of classes seen once', () => {
  assert.equal(goodTuring(['a', 'a', 'b', 'c']), { runs: 4, classes: 3, estimate: 0.5 });
});

test('if all runs differed the next is taken to differ too', () => {
  assert.is(goodTuring(['a', 'b', 'c']).estimate, 1);
});

test('of no runs nothing is known', () => {
  assert.equal(goodTuring([]), { runs: 0, classes: 0, estimate: 1 });
});

test.run();
