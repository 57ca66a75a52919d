import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { happensBefore, threadKey } from '../../src/lineage/happens-before.ts';
import { EdgeLog } from '../../src/model/edge-log.ts';
import { InvariantError } from '../../src/model/errors.ts';
import type { Trace } from '../../src/model/trace.ts';
import { randomTrace } from '../helpers/random-trace.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('happens-before');

/** Warshall's closure over program order and edges. */
function closureOf(trace: Trace): readonly (readonly boolean[])[] {
  const size = trace.events.length;
  const before = trace.events.map((a) =>
    trace.events.map((b) => a.id < b.id && threadKey(a) === threadKey(b)),
  );
  for (const { from, to } of trace.edges) {
    const row = before[from];
    if (row !== undefined) {
      row[to] = true;
    }
  }
  for (let k = 0; k < size; k += 1) {
    for (const row of before) {
      if (row[k] === true) {
        before[k]?.forEach((reached, j) => {
          row[j] = row[j] === true || reached;
        });
      }
    }
  }
  return before;
}

test('a send happens before its receive', () => {
  const builder = traceBuilder(['a', 'b']);
  const id = builder.message('a', 'b', 'X');
  const trace = builder.build();
  const message = trace.messages.at(id);
  assert.ok(happensBefore(trace)(message?.sent ?? -1, message?.received[0] ?? -1));
});

test('threads of one node are concurrent unless an edge joins them', () => {
  const builder = traceBuilder(['a']);
  const first = builder.local('a', 0);
  const second = builder.local('a', 1);
  const before = happensBefore(builder.build());
  assert.not.ok(before(first, second) || before(second, first));
});

test('events that the trace does not hold are ordered with nothing', () => {
  const builder = traceBuilder(['a']);
  builder.local('a');
  const before = happensBefore(builder.build());
  assert.not.ok(before(0, 7) || before(-1, 0));
});

test('an edge that leads backwards in observation order is refused', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.local('a');
  builder.local('b');
  const trace = { ...builder.build(), edges: EdgeLog.of([{ from: 1, to: 0, kind: 'data' }]) };
  assert.throws(
    () => happensBefore(trace),
    (error: unknown) => error instanceof InvariantError,
  );
});

test('property: it is the transitive closure of program order and edges, and irreflexive', () => {
  fc.assert(
    fc.property(randomTrace, (trace) => {
      const before = happensBefore(trace);
      closureOf(trace).forEach((row, a) => {
        row.forEach((expected, b) => {
          assert.is(before(a, b), expected, `${a} before ${b}`);
        });
      });
    }),
  );
});

test('property: it is asymmetric and transitive', () => {
  fc.assert(
    fc.property(randomTrace, (trace) => {
      const before = happensBefore(trace);
      const ids = trace.events.map((event) => event.id);
      for (const a of ids) {
        for (const b of ids.filter((id) => before(a, id))) {
          assert.not.ok(before(b, a));
          for (const c of ids.filter((id) => before(b, id))) {
            assert.ok(before(a, c));
          }
        }
      }
    }),
  );
});

test.run();
