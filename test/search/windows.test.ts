/** Faults are shortened to the smallest window at events that still breaks the promise. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { eventText } from '../../src/faults/moment-text.ts';
import { learnNaming } from '../../src/faults/naming.ts';
import { awaitedBy, endingOf } from '../../src/faults/place.ts';
import { faultText, parseFault } from '../../src/faults/text.ts';
import type { Fault } from '../../src/model/fault.ts';
import type { FaultEvent } from '../../src/model/moments.ts';
import type { RunResult } from '../../src/model/run.ts';
import { happenedDuring, hasEndedIn } from '../../src/search/windows.ts';
import { createFakeRunner, type FakeRunner, type Protocol } from '../helpers/fake-runner.ts';
import { reduceOn } from '../helpers/planting.ts';

const test = suite('windows of a run');

/** a tells b so many things, one after the other, and nothing comes of it. */
const telling = (count: number): Protocol => ({
  name: 'telling',
  nodes: ['a', 'b'],
  asks: ['a', 'b'],
  cast: () => ({
    actors: {
      client: { start: (context) => context.datagram('a', 'GO') },
      a: {
        receive: (context) => {
          for (let n = 1; n <= count; n += 1) {
            context.after(2 * n, `M${n}`);
          }
        },
        timer: (context, tag) => context.datagram('b', tag),
      },
    },
    judge: () => ({ kind: 'held' }),
  }),
});

/** Where in the telling that is: n for M<n>, 0 for its begin. */
const place = (event: FaultEvent | undefined): number | undefined =>
  event === undefined ? undefined : Number(/M(\d+)/.exec(eventText(event))?.[1] ?? 0);

/** It begins after so many and ends with another, counted from 1; `count + 1` is heal. */
interface Span {
  readonly from: number;
  readonly until: number;
}

const spanOf = (fault: Fault, count: number): Span => ({
  from: place(awaitedBy(fault)[0]) ?? 0,
  until: place(endingOf(fault)[0]) ?? count + 1,
});

/**
 * A runner in whose runs a partition of c from d breaks the promise by when it begins and ends;
 * what a tells b comes through.
 */
function judgingSpans(count: number, breaks: (span: Span) => boolean): FakeRunner {
  const eventOf = ({ trace }: RunResult, n: number): number =>
    [...trace.messages].find(({ label }) => label === (n === 0 ? 'GO' : `M${n}`))?.received[0] ?? 0;
  return createFakeRunner(telling(count), (result) => {
    const [fault] = result.request.faults;
    if (fault === undefined) {
      return result;
    }
    const span = spanOf(fault, count);
    const event = eventOf(result, span.from);
    return {
      ...result,
      faults: [{ fault, outcome: 'fired', detail: 'parted', event }],
      verdict: breaks(span) ? { kind: 'violated', reason: 'parted' } : { kind: 'held' },
    };
  });
}

const PARTED = parseFault('a→b: partition from client→a udp "GO"#1 received');

async function leastSpan(count: number, breaks: (span: Span) => boolean): Promise<Span> {
  const { faults, complete } = await reduceOn(judgingSpans(count, breaks), [PARTED]);
  assert.ok(complete);
  const [fault] = faults;
  assert.ok(fault?.kind === 'partition', 'it is what it was, for less long');
  return spanOf(fault, count);
}

test('what was read while it lasted, in order, and nothing before', async () => {
  const runner = judgingSpans(4, () => true);
  const run = (id: number, faults: readonly Fault[]) =>
    runner.run({ id, purpose: 'minimise', faults });
  const good = (await run(1, [])).trace;
  const of = async (text: string): Promise<readonly (number | undefined)[]> => {
    const fault = parseFault(text);
    const result = await run(2, [fault]);
    return happenedDuring(fault, result, learnNaming([good])).map(place);
  };
  assert.equal(await of('a→b: partition from a→b udp "M1"#1 received'), [2, 3, 4]);
  assert.equal(
    await of('a→b: partition from a→b udp "M1"#1 received until a→b udp "M4"#1 received'),
    [2, 3],
  );
  assert.equal(await of('a→b: partition from a→b udp "M1"#1 received for 2s'), []);
  assert.equal(await of('a→b: partition until a crashed'), []);
});

test('an end that did not come is no end', async () => {
  const { trace } = await judgingSpans(2, () => true).run({ id: 1, purpose: 'replay', faults: [] });
  const ends = (event: string) => hasEndedIn(trace, parseFault(`a→b: partition until ${event}`));
  assert.ok(ends('a→b udp "M2"#1 received'));
  assert.not(ends('a→b udp "M9"#1 received'));
});

test('a window that is needed whole stays whole', async () => {
  const span = await leastSpan(5, ({ from, until }) => from === 0 && until === 6);
  assert.equal(span, { from: 0, until: 6 });
});

test('where longer is worse, the smallest window is found', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 12 }).chain((count) =>
        fc.record({
          count: fc.constant(count),
          last: fc.integer({ min: 1, max: count + 1 }),
          first: fc.nat(count),
        }),
      ),
      async ({ count, last, first }) => {
        fc.pre(first < last);
        const span = await leastSpan(
          count,
          ({ from, until }) => from <= first && until >= last && from < until,
        );
        assert.equal(span, { from: first, until: last });
      },
    ),
    { numRuns: 60 },
  );
});

test('whatever breaks the promise, one event less on either side does not', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 10 }),
      fc.array(fc.boolean(), { minLength: 150, maxLength: 150 }),
      async (count, luck) => {
        const breaks = ({ from, until }: Span): boolean =>
          from < until && ((from === 0 && until === count + 1) || luck[12 * from + until] === true);
        const { from, until } = await leastSpan(count, breaks);
        assert.ok(breaks({ from, until }));
        // A window with nothing in it is none.
        assert.ok(until - 1 <= Math.max(from, 0) || !breaks({ from, until: until - 1 }));
        assert.ok(from + 1 >= until || !breaks({ from: from + 1, until }));
      },
    ),
    { numRuns: 60 },
  );
});

test('shortening is told with the fault before and after', async () => {
  const runner = judgingSpans(3, ({ until }) => until >= 2);
  const { tries } = await reduceOn(runner, [PARTED]);
  const taken = tries.filter(({ kept }) => kept).map(({ to }) => to && faultText(to));
  assert.ok(taken.every((text) => text?.includes('partition')));
  assert.ok(taken.some((text) => text?.endsWith('until a→b udp "M2"#1 received')));
});

test.run();
