/** The trace event format, as its readers expect it. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { perfettoData } from '../../../src/report/exports/perfetto.ts';
import { randomTrace } from '../../helpers/random-trace.ts';
import { failingRun } from '../../helpers/recordings.ts';

const test = suite('perfetto');

interface Entry {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid?: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly id?: number;
  readonly args?: { readonly name?: string };
}

const entriesOf = (data: object): readonly Entry[] =>
  (data as { readonly traceEvents: readonly Entry[] }).traceEvents;

test('nodes are processes, by name', () => {
  const entries = entriesOf(perfettoData(failingRun().trace));
  const names = entries.filter(({ name }) => name === 'process_name').map(({ args }) => args?.name);
  assert.equal(new Set(names), new Set(['a', 'b', 'client', 'invariant']));
});

test('a flow begins and ends inside a slice of its own track', () => {
  fc.assert(
    fc.property(randomTrace, (trace) => {
      const entries = entriesOf(perfettoData(trace));
      const slices = entries.filter(({ ph }) => ph === 'X');
      for (const { ph, pid, tid, ts = -1 } of entries) {
        if (ph === 's' || ph === 'f') {
          assert.ok(
            slices.some(
              (one) =>
                one.pid === pid &&
                one.tid === tid &&
                (one.ts ?? 0) <= ts &&
                ts <= (one.ts ?? 0) + (one.dur ?? 0),
            ),
          );
        }
      }
    }),
  );
});

test('each message that was read is one flow', () => {
  const { trace } = failingRun();
  const entries = entriesOf(perfettoData(trace));
  const read = trace.messages.filter(({ received }) => received.length > 0).length;
  for (const phase of ['s', 'f']) {
    const ids = entries.filter(({ ph }) => ph === phase).map(({ id }) => id);
    assert.equal([ids.length, new Set(ids).size], [read, read]);
  }
});

test.run();
