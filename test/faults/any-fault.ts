/** Arbitrary faults in normal form, realisable or not: what the tests of the language share. */
import fc from 'fast-check';
import { sortedEvents } from '../../src/faults/moment-text.ts';
import { ERRNOS, type Errno } from '../../src/model/errno.ts';
import { type Fault, REFUSALS } from '../../src/model/fault.ts';
import {
  type CallCount,
  type CallSite,
  INJECTABLE_CALLS,
  SYNC_CALLS,
} from '../../src/model/injectable.ts';
import type { FaultEvent, FaultWindow, Hold } from '../../src/model/moments.ts';
import { anyAddress, anyNodeName, record } from './builders.ts';

type Model = Readonly<Record<string, fc.Arbitrary<unknown>>>;

/** All of `required`, and any of `optional`. Faults are checked by what the tests do with them. */
function partial<T = Fault>(required: Model, optional: Model = {}): fc.Arbitrary<T> {
  const requiredKeys = Object.keys(required);
  const options = { requiredKeys, noNullPrototype: true };
  return fc.record({ ...required, ...optional }, options) as unknown as fc.Arbitrary<T>;
}

const isDefined = fc.constant(true as const);
const event: fc.Arbitrary<FaultEvent> = fc.oneof(
  record({ kind: fc.constantFrom('sent' as const, 'received' as const), at: anyAddress }),
  record({
    kind: fc.constantFrom('crashed' as const, 'restarted' as const),
    node: fc.oneof(anyNodeName, fc.constantFrom('heal', 'workload', 'and', 'sent', 'for')),
  }),
  record({
    kind: fc.constantFrom('started' as const, 'ended' as const),
    of: fc.constant('workload' as const),
  }),
);
const events = fc.array(event, { minLength: 1, maxLength: 3 }).map(sortedEvents);
const time = fc.oneof(
  fc.integer({ min: 1, max: 100_000 }),
  fc.constantFrom(1000, 60_000, 3_600_000, 24 * 24 * 3_600_000),
);
export const anyHold: fc.Arbitrary<Hold> = fc.oneof(
  fc.constant({ until: 'heal' as const }),
  record({ until: fc.constant('time' as const), ms: time }),
  record({ until: fc.constant('events' as const), events }),
);
const window: fc.Arbitrary<FaultWindow> = fc.oneof(
  record({ after: events }),
  record({ after: fc.oneof(events, fc.constant([])), before: event }),
);
const at = { at: anyAddress };

const cut = fc.oneof(
  partial(
    { kind: fc.constant('cut'), ending: fc.constant('silence'), ...at },
    { both: isDefined, window },
  ),
  partial(
    { kind: fc.constant('cut'), ending: fc.constant('silence'), ...at, hold: anyHold },
    { both: isDefined, window, resets: isDefined },
  ),
  partial(
    { kind: fc.constant('cut'), ending: fc.constant('reset'), ...at },
    {
      window,
    },
  ),
);
const positive = fc.integer({ min: 1, max: 1000 });
const messageFault = fc.oneof(
  cut,
  partial({ kind: fc.constantFrom('reset', 'omit'), ...at }, { window }),
  partial(
    { kind: fc.constantFrom('delay', 'stall'), ...at, hold: anyHold },
    {
      window,
    },
  ),
  partial({ kind: fc.constant('ignore'), ...at }, { window, hold: anyHold }),
  partial(
    { kind: fc.constant('duplicate'), ...at, copies: positive },
    {
      window,
      hold: anyHold,
    },
  ),
  partial(
    { kind: fc.constant('reorder'), ...at, behind: positive },
    {
      window,
    },
  ),
  partial(
    { kind: fc.constant('refuse'), ...at },
    {
      window,
      error: fc.constantFrom(...REFUSALS.filter((one) => one !== 'ECONNREFUSED')),
    },
  ),
);

const names = fc.uniqueArray(anyNodeName, { minLength: 2, maxLength: 6 });
const partition = fc
  .record({ names, first: fc.nat(4), direction: fc.constantFrom('one' as const, 'both' as const) })
  .chain(({ names: all, first, direction }) => {
    const split = 1 + (first % (all.length - 1));
    const sides = [all.slice(0, split).sort(), all.slice(split).sort()];
    if (direction === 'both') {
      sides.sort((a, b) => (a.join(',') < b.join(',') ? -1 : 1));
    }
    return partial(
      {
        kind: fc.constant('partition'),
        sides: fc.constant(sides),
        direction: fc.constant(direction),
      },
      { from: events, hold: anyHold, resets: isDefined },
    );
  });

const sent = { when: fc.constantFrom('before', 'after'), ...at };
const point = fc.oneof(
  partial(
    { node: anyNodeName, ...sent },
    {
      side: fc.constant('received'),
      window,
    },
  ),
  record({ node: anyNodeName, when: fc.constant('end') }),
  record({ node: anyNodeName, when: fc.constant('once'), once: events }),
);
const pointFault = fc.oneof(
  fc
    .tuple(
      point,
      partial(
        {},
        {
          disk: fc.constantFrom('unsynced', 'torn'),
          restart: anyHold,
        },
      ),
    )
    .map(([one, more]) => ({ ...one, ...more, kind: 'crash' }) as Fault),
  fc.tuple(point, anyHold).map(([one, hold]) => ({ kind: 'pause', ...one, hold }) as Fault),
);

export const anyCount: fc.Arbitrary<CallCount> = fc.oneof(
  positive.map((first) => ({ first, last: first, step: 1 })),
  record({ first: positive, step: positive }),
  fc
    .tuple(positive, positive, positive)
    .map(([first, more, step]) => ({ first, last: first + more * step, step })),
);
const site = (calls: readonly string[]): fc.Arbitrary<CallSite> =>
  partial<CallSite>(
    {
      node: anyNodeName,
      calls: fc
        .subarray([...calls], { minLength: 1, maxLength: 4 })
        .map((some) => INJECTABLE_CALLS.filter((call) => some.includes(call))),
      when: anyCount,
    },
    {
      file: fc
        .string({ unit: 'binary', minLength: 1, maxLength: 12 })
        .map((file) => file.replaceAll('\0', '_').replace(/\/+$/, '_')),
    },
  );
const error = fc.constantFrom(...(Object.keys(ERRNOS) as Errno[]));
const callFault = fc.oneof(
  partial({ kind: fc.constant('fail'), ...at, error }, { window }),
  partial({ kind: fc.constant('fail'), site: site(INJECTABLE_CALLS), error }, { window }),
  partial(
    { kind: fc.constant('fail'), site: site(SYNC_CALLS), error, loses: isDefined },
    { window },
  ),
  partial(
    { kind: fc.constant('shorten'), ...at, bytes: fc.nat(9) },
    {
      window,
    },
  ),
  partial(
    { kind: fc.constant('shorten'), site: site(INJECTABLE_CALLS), bytes: fc.nat(9) },
    { window },
  ),
);
const fill = partial(
  { kind: fc.constant('fill'), node: anyNodeName, leaving: fc.nat(5000) },
  { from: events, hold: anyHold },
);

/** Any fault that can be written, realisable or not. */
export const anyFault: fc.Arbitrary<Fault> = fc.oneof(
  { arbitrary: messageFault, weight: 4 },
  { arbitrary: pointFault, weight: 2 },
  partition,
  { arbitrary: callFault, weight: 2 },
  fill,
);
