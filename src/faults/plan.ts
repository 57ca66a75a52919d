/**
 * The planned faults of one run, matched against what happens in it. It knows which fault is due at
 * which message, call or moment; how a fault is brought about is the tracer's business.
 */
import { ensure, UsageError } from '../model/errors.ts';
import type { Fault } from '../model/fault.ts';
import type { EventId, NodeName } from '../model/trace.ts';
import { checkTogether } from './conflicts.ts';
import { CausalContexts, type Incoming } from './contexts.ts';
import { type AddressLadder, OrdinalCounter, type Outgoing } from './ordinals.ts';
import { addressOf } from './place.ts';
import { checkRealisable } from './realisable.ts';
import { AS_OBSERVED, type Precedes, type Signal } from './signal.ts';
import { faultText } from './text.ts';
import {
  atCall,
  type Call,
  createWatch,
  isDueAt,
  isDueNow,
  missReason,
  notice,
  type Watch,
} from './watch.ts';

/** Shown only workload messages, each once to `commit`, in the order in which they are sent. */
export interface Plan {
  /**
   * For messages about to start in one write, in order: the pending faults that are due at each.
   * Counts nothing, so that a write can be held back, shortened or not happen at all.
   */
  preview(outgoing: readonly Outgoing[]): readonly (readonly Fault[])[];
  /** Counts a message as sent (withheld ones too) and returns its addresses. */
  commit(outgoing: Outgoing): AddressLadder;
  /**
   * A node has begun to read a message of the workload, by the call that ended at that event: told
   * at once, even if the call that sent it has not been counted yet.
   */
  heard(message: Incoming, at?: EventId): void;
  /**
   * Tells of the first read of a message (its ladder is `commit`'s), of a node's death or return,
   * of the workload. What was sent is told by `commit`.
   */
  observe(signal: Exclude<Signal, { kind: 'sent' }>): void;
  /** The crashes and pauses that are due when that message is about to be read (or was). */
  atReceive(ladder: AddressLadder, at?: EventId): readonly Fault[];
  /** Counts a call that is about to happen; the faults that strike it. */
  atCall(call: Call): readonly Fault[];
  /**
   * Pending faults at no message whose moment has come: asked after each commit and observation.
   */
  dueNow(): readonly Fault[];
  /**
   * Fired faults whose end was given as events, all of which have happened; each until `markOver`.
   */
  over(): readonly Fault[];
  /** Some pending fault is at a message from→to. Cheap: most writes need no preview. */
  wants(from: NodeName, to: NodeName): boolean;
  /**
   * Faults that have not fired, in planned order. A crash at the end of the workload is due at no
   * message.
   */
  pending(): readonly Fault[];
  /** The fault was seen to take effect; it will not be due again (at calls: it goes on). */
  markFired(fault: Fault): void;
  /** Its end was brought about. */
  markOver(fault: Fault): void;
  /** Why a fault is still pending, in words, for when the run is over. */
  missReason(fault: Fault): string;
}

/**
 * A plan with nothing fired and nothing counted. A fault given twice is planned once. `nodes`:
 * those of the system, if they are known. `precedes`: happens-before of the run as far as it has
 * gone; windows that open with a message open for what that message led to. `also` is told of all
 * that the faults are told of.
 *
 * Errors: UsageError `fault-unrealisable`, with the reason.
 */
export function createPlan(
  faults: readonly Fault[],
  nodes?: readonly NodeName[],
  precedes: Precedes = AS_OBSERVED,
  also?: (signal: Signal) => void,
): Plan {
  checkPlan(faults, nodes);
  const watches = new Map<string, Watch>();
  for (const fault of faults) {
    watches.set(faultText(fault), createWatch(fault));
  }
  const counter = new OrdinalCounter();
  const contexts = new CausalContexts();
  const inContext = (one: Outgoing): Outgoing => ({
    ...one,
    context: contexts.of(one.from, one.sent),
  });
  const done = new Set<string>();
  const tell = (signal: Signal): void => {
    also?.(signal);
    for (const [text, watch] of watches) {
      watches.set(text, notice(watch, signal, precedes));
    }
  };
  const which = (holds: (watch: Watch) => boolean): readonly Fault[] =>
    [...watches.values()].filter(holds).map(({ fault }) => fault);
  const watchOf = (fault: Fault): Watch => {
    const found = watches.get(faultText(fault));
    ensure(found !== undefined, `fault was marked but never planned: ${faultText(fault)}`);
    return found;
  };
  tell({ kind: 'started', of: 'workload' });
  return {
    preview: (outgoing) => {
      const signals = counter
        .preview(outgoing.map(inContext))
        .map((ladder, index) => ({ kind: 'sent', ladder, at: outgoing[index]?.sent }) as const);
      return dueInTurn([...watches.values()], signals, precedes);
    },
    commit(outgoing) {
      const ladder = counter.next(inContext(outgoing));
      tell({ kind: 'sent', ladder, at: outgoing.sent });
      return ladder;
    },
    heard: (message, at) => contexts.receive(message, at),
    observe: tell,
    atReceive: (ladder, at) =>
      which((watch) => isDueAt(watch, { kind: 'received', ladder, at }, precedes)),
    atCall: (call) =>
      [...watches].flatMap(([text, before]) => {
        const { watch, due } = atCall(before, call, precedes);
        watches.set(text, watch);
        return due ? [watch.fault] : [];
      }),
    dueNow: () => which(isDueNow),
    over: () =>
      which(
        ({ fault, fired, ending }) =>
          fired && ending.length === 0 && endsByEvents(fault) && !done.has(faultText(fault)),
      ),
    wants: (from, to) =>
      [...watches.values()].some(({ fault, fired, closed }) => {
        const at = fired || closed ? undefined : addressOf(fault);
        return at?.from === from && at.to === to;
      }),
    pending: () => which(({ fired }) => !fired),
    markFired(fault) {
      watches.set(faultText(fault), { ...watchOf(fault), fired: true });
    },
    markOver(fault) {
      watchOf(fault);
      done.add(faultText(fault));
    },
    missReason: (fault) => missReason(watchOf(fault)),
  };
}

/** Messages of one write arm each other: the state goes on from one to the next, and is dropped. */
function dueInTurn(
  watches: readonly Watch[],
  signals: readonly Extract<Signal, { kind: 'sent' | 'received' }>[],
  precedes: Precedes,
): readonly (readonly Fault[])[] {
  let now = watches.filter(({ fired }) => !fired);
  return signals.map((signal) => {
    const due = now.filter((watch) => isDueAt(watch, signal, precedes));
    now = now.map((watch) => notice(watch, signal, precedes));
    return due.map(({ fault }) => fault);
  });
}

function endsByEvents(fault: Fault): boolean {
  const hold = fault.kind === 'crash' ? fault.restart : 'hold' in fault ? fault.hold : undefined;
  return hold?.until === 'events';
}

/**
 * What `createPlan` checks, alone: each fault by itself, then all together.
 *
 * Errors: UsageError `fault-unrealisable`, with the reason.
 */
export function checkPlan(faults: readonly Fault[], nodes?: readonly NodeName[]): void {
  for (const fault of faults) {
    const reason = checkRealisable(fault);
    if (reason !== undefined) {
      throw new UsageError('fault-unrealisable', `cannot plan "${faultText(fault)}": ${reason}`);
    }
  }
  const conflict = checkTogether(faults, nodes);
  if (conflict !== undefined) {
    const { fault, reason, hint } = conflict;
    const message = `cannot plan "${faultText(fault)}": ${reason}`;
    throw new UsageError('fault-unrealisable', message, hint === undefined ? {} : { hint });
  }
}
