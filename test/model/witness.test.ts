import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { replayTo, type Witness } from '../../src/model/witness.ts';
import { randomTrace } from '../helpers/random-trace.ts';

const test = suite('model/witness');

test('property: it is shown each event, each edge at the event it leads to, the phases', () => {
  fc.assert(
    fc.property(randomTrace, (trace) => {
      const seen: string[] = [];
      replayTo(
        trace,
        (): Witness => ({
          event: (id) => seen.push(`event ${id}`),
          edge: (from, to, kind) => seen.push(`${from}→${to} ${kind}`),
          phase: (phase) => seen.push(phase),
        }),
      );
      const expected = [...trace.events].flatMap(({ id }) => [
        ...(id === trace.workload.from ? ['workload'] : []),
        ...(id === trace.workload.to ? ['check'] : []),
        `event ${id}`,
        ...trace.edges.filter(({ to }) => to === id).map((e) => `${e.from}→${id} ${e.kind}`),
      ]);
      assert.equal(seen, expected);
    }),
  );
});

test.run();
