/**
 * One planned fault while the run goes on: what it still waits for, what it has counted, whether
 * its time is over. A small state machine over signals; it brings nothing about.
 *
 *     waiting ──all awaited have happened──► armed ──markFired──► fired ──its end──► over
 *        └──────────── `before` happened ──────┴──► closed: it can't fire any more
 */
import type { Fault } from '../model/fault.ts';
import type { CallCount, CallSite } from '../model/injectable.ts';
import type { FaultEvent } from '../model/moments.ts';
import type { EventId } from '../model/trace.ts';
import { eventsText, eventText } from './moment-text.ts';
import { addressOf, awaitedBy, closingOf, endingOf } from './place.ts';
import { AS_OBSERVED, isByMask, isEvent, isNamed, type Precedes, type Signal } from './signal.ts';

/** A call of a node, for faults at calls. */
export interface Call {
  readonly node: string;
  readonly name: string;
  /** Absolute path of the file it is about. */
  readonly path?: string;
  /** The latest event of the node. */
  readonly at?: EventId | undefined;
}

export interface Watch {
  readonly fault: Fault;
  /** What has to happen yet. Nothing: armed. */
  readonly waiting: readonly FaultEvent[];
  /** Where the messages that were waited for were sent or received: its anchors. */
  readonly anchors: readonly EventId[];
  /** Messages or calls that came later than all anchors, and from none of them. */
  readonly concurrent: number;
  readonly closed: boolean;
  readonly fired: boolean;
  /** Its messages or calls since it was armed. */
  readonly passed: number;
  /** Fired: what has to happen yet until it is over by events. */
  readonly ending: readonly FaultEvent[];
}

export function createWatch(fault: Fault): Watch {
  const waiting = awaitedBy(fault);
  const state = { closed: false, fired: false, passed: 0, concurrent: 0 };
  return { fault, waiting, anchors: [], ...state, ending: endingOf(fault) };
}

const without = (events: readonly FaultEvent[], signal: Signal): readonly FaultEvent[] =>
  events.some((event) => isEvent(signal, event))
    ? events.filter((event) => !isEvent(signal, event))
    : events;

/**
 * What happens at `at` has all anchors in its past.
 *
 * Why: what came later by chance may come sooner the next time. That a node acted upon what the
 *      anchor told is the same in every run.
 */
const isConsequence = ({ anchors }: Watch, at: EventId | undefined, precedes: Precedes): boolean =>
  at === undefined || anchors.every((anchor) => precedes(anchor, at));

const atOf = (signal: Signal): EventId | undefined => ('at' in signal ? signal.at : undefined);

/** The state after the signal; the same object if it changes nothing. */
export function notice(watch: Watch, signal: Signal, precedes = AS_OBSERVED): Watch {
  const { fault, fired, closed } = watch;
  if (fired) {
    const ending = without(watch.ending, signal);
    return ending === watch.ending ? watch : { ...watch, ending };
  }
  if (closed) {
    return watch;
  }
  const closing = closingOf(fault);
  if (closing !== undefined && isEvent(signal, closing)) {
    return { ...watch, closed: true };
  }
  if (watch.waiting.length > 0) {
    const waiting = without(watch.waiting, signal);
    const at = atOf(signal);
    return waiting === watch.waiting
      ? watch
      : { ...watch, waiting, anchors: at === undefined ? watch.anchors : [...watch.anchors, at] };
  }
  if (!passes(watch, signal)) {
    return watch;
  }
  return isConsequence(watch, atOf(signal), precedes)
    ? { ...watch, passed: watch.passed + 1 }
    : { ...watch, concurrent: watch.concurrent + 1 };
}

/** Its messages are counted here: from its anchors on, or as many as match its mask. */
const isCounted = ({ fault }: Watch): boolean => {
  const at = addressOf(fault);
  return awaitedBy(fault).length > 0 || (at !== undefined && isByMask(at));
};
const sideOf = (fault: Fault): 'sent' | 'received' =>
  (fault.kind === 'crash' || fault.kind === 'pause') && fault.side === 'received'
    ? 'received'
    : 'sent';

function passes({ fault }: Watch, signal: Signal): boolean {
  const at = addressOf(fault);
  return (
    at !== undefined &&
    (signal.kind === 'sent' || signal.kind === 'received') &&
    signal.kind === sideOf(fault) &&
    isNamed(at, signal.ladder)
  );
}

const isOpen = ({ waiting, closed, fired }: Watch): boolean =>
  waiting.length === 0 && !closed && !fired;

/**
 * The fault is due at that message, which is about to be sent or received. Without a window its
 * ordinal counts the whole workload; with one, the messages that its anchors led to.
 */
export function isDueAt(
  watch: Watch,
  { kind: side, ladder, at: event }: Extract<Signal, { kind: 'sent' | 'received' }>,
  precedes = AS_OBSERVED,
): boolean {
  const { fault, passed } = watch;
  const at = addressOf(fault);
  if (at === undefined || !isOpen(watch) || side !== sideOf(fault) || !isNamed(at, ladder)) {
    return false;
  }
  if (!isConsequence(watch, event, precedes)) {
    return false;
  }
  return at.ordinal === (isCounted(watch) ? passed + 1 : ladder[at.level].ordinal);
}

/** The fault strikes no message and no call, and its moment has come. */
export function isDueNow(watch: Watch): boolean {
  const { fault } = watch;
  const atOnce =
    fault.kind === 'partition' ||
    fault.kind === 'fill' ||
    ((fault.kind === 'crash' || fault.kind === 'pause') && fault.when === 'once');
  return atOnce && isOpen(watch);
}

/** The call is one of those that the fault is about, whichever of them it strikes. */
export function concerns({ node, calls, file }: CallSite, call: Call): boolean {
  const isCall = call.node === node && calls.some((name) => name === call.name);
  return isCall && (file === undefined || isFile(call.path, file));
}

function isFile(path: string | undefined, file: string): boolean {
  return path === file || path?.endsWith(file.startsWith('/') ? file : `/${file}`) === true;
}

export function isCountedBy({ first, last, step }: CallCount, nth: number): boolean {
  return nth >= first && nth <= (last ?? nth) && (nth - first) % step === 0;
}

/** The state after such a call is about to happen, and whether the fault strikes it. */
export function atCall(
  watch: Watch,
  call: Call,
  precedes = AS_OBSERVED,
): { readonly watch: Watch; readonly due: boolean } {
  const site = 'site' in watch.fault ? watch.fault.site : undefined;
  const open = watch.waiting.length === 0 && !watch.closed;
  if (site === undefined || !open || !concerns(site, call)) {
    return { watch, due: false };
  }
  if (!isConsequence(watch, call.at, precedes)) {
    return { watch: { ...watch, concurrent: watch.concurrent + 1 }, due: false };
  }
  const passed = watch.passed + 1;
  return { watch: { ...watch, passed }, due: isCountedBy(site.when, passed) };
}

/** Why a fault that has not fired did not, in words. */
export function missReason(watch: Watch): string {
  const { fault, waiting, closed } = watch;
  if (closed) {
    const closing = closingOf(fault);
    const what = closing === undefined ? 'its window closed' : `"${eventText(closing)}" happened`;
    return waiting.length === 0
      ? `${what} before its message`
      : `${what} before "${eventsText(waiting)}"`;
  }
  if (waiting.length > 0) {
    return `"${eventsText(waiting)}" did not happen in this run`;
  }
  if (watch.concurrent > 0 && watch.passed === 0) {
    return `it came after "${eventsText(awaitedBy(fault))}", and not because of that`;
  }
  if (addressOf(fault) !== undefined) {
    return 'its message was not sent in this run';
  }
  return 'site' in fault ? 'no such call was made in this run' : 'its moment did not come';
}
