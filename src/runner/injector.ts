/**
 * Box of Pain's injector (§4.3): decides, message by message, which planned fault is due, and keeps
 * account of what became of each. How a call is held back or a node killed is the tracer's
 * business.
 */

import { createEnding } from '../faults/ending.ts';
import type { AddressLadder } from '../faults/ordinals.ts';
import { addressOf } from '../faults/place.ts';
import { createPlan, type Plan } from '../faults/plan.ts';
import type { Precedes } from '../faults/signal.ts';
import { checkSupported, featuresOf } from '../faults/supported.ts';
import { faultText } from '../faults/text.ts';
import type { CodePlace, Fault, FaultReport } from '../model/fault.ts';
import type { Hold } from '../model/moments.ts';
import type { EventId, NodeName } from '../model/trace.ts';

import type { Interposer, Offer, OfferedMessage, Order } from '../tracer/interposer.ts';

import { createCallPoints } from './call-points.ts';
import type { Clock } from './clock.ts';
import { codePlacesOf } from './code-place.ts';
import { combine } from './combine.ts';
import { createLasting } from './lasting.ts';
import type { LogSizes } from './logs.ts';
import { createPauses } from './pause-points.ts';

export interface Injector extends Interposer {
  /** Something happened that is told of by no stop. */
  observe(signal: { kind: 'restarted'; node: NodeName } | { kind: 'ended'; of: 'workload' }): void;
  /** Faults are about the files of the node: they are tracked. */
  hasDisk(node: NodeName): boolean;
  /** Names of the calls that faults are at. */
  calls(): ReadonlySet<string>;
  /** Faults that last still. */
  lasting(): readonly Fault[];
  /** Of these, those whose time has passed or whose events have happened. */
  over(): readonly Fault[];
  /** When the time of the next one has passed. */
  nextOverNs(): number | undefined;
  /** Its end was brought about. */
  markOver(fault: Fault): void;
  /** What was to end the faults of the run has happened. */
  isEnding(): boolean;
  /** They have ended before the workload has: what has not fired did not come in time. */
  end(): void;
  /** Crashes that are due when the workload has ended, as one order a node. */
  atEnd(): readonly { readonly node: string; readonly order: Order }[];
  /** One report a planned fault, in planned order. */
  reports(): readonly FaultReport[];
}

/** A call between its offer and its end. */
interface Flight {
  readonly call: number;
  readonly from: NodeName | undefined;
  readonly expected: readonly OfferedMessage[];
  readonly sent: OfferedMessage[];
  ended: boolean;
}

/**
 * Calls under way, in the order in which they were offered. The messages of one sender are counted
 * in that order, whichever call ends first: so no two calls are offered the same name, and the
 * names are those that the trace gives, where messages are in the order of their sends.
 */
const createFlights = (plan: Plan, commit: (message: OfferedMessage) => void) => {
  const flights: Flight[] = [];
  const messagesOf = ({ expected, sent, ended }: Flight): readonly OfferedMessage[] =>
    ended || sent.length > expected.length ? sent : expected;
  return {
    begin: ({ call, messages }: Offer): readonly (readonly Fault[])[] => {
      const from = messages[0]?.from;
      const ahead = flights.filter((one) => one.from === from).flatMap(messagesOf);
      const due = plan.preview([...ahead, ...messages]).slice(ahead.length);
      flights.push({ call, from, expected: messages, sent: [], ended: false });
      return due;
    },
    sent: (call: number, message: OfferedMessage): void => {
      const flight = flights.find((one) => one.call === call);
      if (flight === undefined) {
        commit(message);
      } else {
        flight.sent.push(message);
      }
    },
    end: (call: number): void => {
      const ended = flights.find((one) => one.call === call);
      if (ended !== undefined) {
        ended.ended = true;
      }
      const own = flights.filter(({ from }) => from === ended?.from);
      const first = own.findIndex((one) => !one.ended);
      for (const flight of first < 0 ? own : own.slice(0, first)) {
        for (const message of flight.sent) {
          commit(message);
        }
        flights.splice(flights.indexOf(flight), 1);
      }
    },
  };
};

const isBeforeRead = (fault: Fault): boolean =>
  (fault.kind === 'crash' || fault.kind === 'pause') &&
  fault.side === 'received' &&
  fault.when === 'before';

/** Some name says what its sender had received. */
const isInContext = (faults: readonly Fault[]): boolean =>
  faults.some((fault) => featuresOf(fault).includes('level context'));

const isAtWay = (fault: Fault, from: NodeName, to: NodeName): boolean => {
  const at = addressOf(fault);
  return at?.from === from && at.to === to;
};

/**
 * Which messages have been counted, and which of them were read: a read may be seen before the end
 * of the call that sent it, and is told of only then.
 */
const createReads = (
  plan: Plan,
  strike: (faults: readonly Fault[]) => void,
  late: (fault: Fault) => void,
) => {
  const ladders = new WeakMap<OfferedMessage, AddressLadder>();
  const reads = new WeakMap<OfferedMessage, EventId>();
  const tell = (message: OfferedMessage): void => {
    const ladder = ladders.get(message);
    const at = reads.get(message);
    if (ladder !== undefined && at !== undefined) {
      const due = plan.atReceive(ladder, at);
      strike(due.filter((fault) => !isBeforeRead(fault)));
      for (const fault of due.filter(isBeforeRead)) {
        late(fault);
      }
      plan.observe({ kind: 'received', ladder, at });
    }
  };
  return {
    commit: (message: OfferedMessage): void => {
      ladders.set(message, plan.commit(message));
      tell(message);
    },
    /** Faults that strike before it is read. */
    before: (message: OfferedMessage, past: readonly EventId[]): readonly Fault[] => {
      const ladder = reads.has(message) ? undefined : ladders.get(message);
      const due = past.flatMap((at) => (ladder === undefined ? [] : plan.atReceive(ladder, at)));
      return [...new Set(due)].filter(isBeforeRead);
    },
    received: (message: OfferedMessage, event: EventId): void => {
      if (!reads.has(message)) {
        reads.set(message, event);
        if (message.isHeard !== true) {
          plan.heard(message, event);
        }
        tell(message);
      }
    },
  };
};

/** What became of each fault, and where in its code the call was that it struck. */
const createAccounts = (logSizes: LogSizes) => {
  const settled = new Map<string, FaultReport>();
  const places = new Map<string, readonly CodePlace[]>();
  const sizes = new Map<string, ReturnType<LogSizes>>();
  return {
    has: (fault: Fault): boolean => settled.has(faultText(fault)),
    of: (fault: Fault): FaultReport | undefined => settled.get(faultText(fault)),
    ordered: (order: Order | undefined, { tid }: Offer): void => {
      const due = order?.faults ?? [];
      const code = due.length === 0 || tid === undefined ? [] : codePlacesOf(tid);
      // Now: what others write because of the fault comes before it is known to have fired.
      const logs = due.length === 0 ? {} : logSizes();
      for (const fault of due) {
        places.set(faultText(fault), code);
        sizes.set(faultText(fault), logs);
      }
    },
    fired: (fault: Fault, event: EventId, detail: string): void => {
      const level = addressOf(fault)?.level;
      const code = places.get(faultText(fault)) ?? [];
      const before = settled.get(faultText(fault))?.logs ?? sizes.get(faultText(fault));
      const logs = before ?? logSizes();
      const hasLogs = Object.keys(logs).length > 0;
      const place = { ...(code.length > 0 && { code }), ...(level && { level }) };
      const more = { ...place, ...(hasLogs && { logs }) };
      settled.set(faultText(fault), { fault, outcome: 'fired', detail, event, ...more });
    },
    fail: (fault: Fault, detail: string): void => {
      if (settled.get(faultText(fault))?.outcome !== 'fired') {
        settled.set(faultText(fault), { fault, outcome: 'missed', detail });
      }
    },
  };
};

/**
 * An injector for one run. `nodes`: those of the system, if they are known; `precedes`: its
 * happens-before; `hold`: how long faults may fire and last; `logSizes`: how long the logs of the
 * nodes are. Throws UsageError for a fault that nothing real can cause, or that this version
 * cannot.
 */
export const createInjector = (
  faults: readonly Fault[],
  clock: Clock = { nowNs: () => 0, after: () => 0 },
  nodes?: readonly NodeName[],
  precedes?: Precedes,
  hold?: Hold,
  logSizes: LogSizes = () => ({}),
): Injector => {
  checkSupported(faults);
  const ending = createEnding(hold);
  const plan = createPlan(faults, nodes, precedes, ending.notice);
  const lasting = createLasting(plan, clock);
  const points = createCallPoints(faults);
  const pauses = createPauses();
  const accounts = createAccounts(logSizes);
  const { fail } = accounts;
  const reads = createReads(plan, pauses.now, (fault) => {
    fail(fault, 'it was read in a way that nothing can come before');
  });
  const flights = createFlights(plan, reads.commit);
  const early = faults.filter(isBeforeRead);
  return {
    wants: (from, to) => plan.wants(from, to),
    order: (offer) => {
      const due = flights.begin(offer);
      pauses.offered(offer, due);
      const order = combine(offer, due);
      accounts.ordered(order, offer);
      return order;
    },
    sent: (call, message) => {
      flights.sent(call, message);
      pauses.sent(call);
    },
    ended: (call) => {
      flights.end(call);
      pauses.ended(call);
    },
    received: reads.received,
    ...(isInContext(faults) && { heard: plan.heard }),
    strikesReads: (from, to) =>
      early.some((fault) => !accounts.has(fault) && isAtWay(fault, from, to)),
    beforeRead: (message, past) => {
      const due = early.length === 0 ? [] : reads.before(message, past);
      pauses.now(due.filter(({ kind }) => kind === 'pause'));
      return due;
    },
    watches: points.watches,
    calls: points.calls,
    hasDisk: points.hasDisk,
    atCall: (call) => plan.atCall(call),
    fired: (fault, event, detail) => {
      plan.markFired(fault);
      lasting.began(fault);
      accounts.fired(fault, event, detail);
    },
    failed: fail,
    begins: () => [...pauses.due(), ...plan.dueNow()].filter((fault) => !accounts.has(fault)),
    crashed: (node) => plan.observe({ kind: 'crashed', node }),
    observe: (signal) => plan.observe(signal),
    lasting: lasting.all,
    over: lasting.over,
    nextOverNs: lasting.nextNs,
    markOver: lasting.ended,
    isEnding: ending.hasCome,
    end: ending.end,
    atEnd: () =>
      plan.pending().flatMap((fault) =>
        fault.kind === 'crash' && fault.when === 'end'
          ? [
              {
                node: fault.node,
                order: { deliver: 0, sentUntil: 0, crash: true, faults: [fault] },
              },
            ]
          : [],
      ),
    reports: () =>
      faults.map(
        (fault) =>
          accounts.of(fault) ?? {
            fault,
            outcome: 'missed',
            detail: ending.reason(plan.missReason(fault)),
          },
      ),
  };
};
