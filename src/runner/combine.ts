/**
 * What the faults that are due at the messages of one call add up to: one order for the tracer. It
 * knows what each does to the bytes; which are due is the plan's business.
 */
import { carrierOf } from '../faults/place.ts';
import type { Errno } from '../model/errno.ts';
import type { FailFault, Fault, ShortenFault } from '../model/fault.ts';
import type { Offer, Order, StreamFault } from '../tracer/interposer.ts';

const endOfMessage = (offer: Offer, index: number): number => offer.starts[index + 1] ?? offer.size;

interface Draft {
  cut: 'silence' | 'reset' | undefined;
  refusal: Errno | undefined;
  subject: Fault | undefined;
  /** Nothing behind it ever arrives. */
  isOver: boolean;
  gates: { readonly at: number; readonly fault: StreamFault }[];
  deliver: number;
  lose: boolean;
  failure: Errno | undefined;
  most: number | undefined;
  sentUntil: number;
  crash: boolean;
  faults: Fault[];
}

const isOnStream = (fault: Fault): fault is StreamFault =>
  fault.kind === 'cut' ||
  fault.kind === 'reset' ||
  (fault.kind === 'delay' && carrierOf(fault.at) === 'stream');

/** From that byte on nothing arrives, or not before the fault is over. */
const withhold = (draft: Draft, fault: StreamFault, at: number): void => {
  if (fault.kind === 'cut' && fault.ending === 'reset' && draft.cut === undefined) {
    draft.cut = 'reset';
  } else {
    draft.cut = 'silence';
    draft.gates.push({ at, fault });
  }
  draft.isOver = fault.kind === 'reset' || (fault.kind === 'cut' && fault.hold === undefined);
  draft.deliver = Math.min(draft.deliver, at);
};

/** Who dies after it is out dies when its program has sent the rest. */
const dieAfter = (draft: Draft, due: readonly Fault[], end: number): boolean => {
  const crashes = due.filter(({ kind }) => kind === 'crash');
  if (crashes.length > 0) {
    draft.faults.push(...crashes);
    draft.crash = true;
    draft.sentUntil = end;
  }
  return crashes.length > 0;
};

/**
 * The call fails, or ends before that message or within it. Before other messages it can only fall
 * short: then its program comes again, and that call begins with the message. False: it asks for
 * no more than it is to be given.
 */
const strike = (
  draft: Draft,
  fault: FailFault | ShortenFault,
  due: readonly Fault[],
  { start, end, size }: { readonly start: number; readonly end: number; readonly size: number },
): boolean => {
  if (fault.kind === 'fail' && start === 0) {
    draft.failure = fault.error;
    draft.faults.push(fault);
    draft.sentUntil = 0;
    draft.deliver = 0;
    return true;
  }
  const most = fault.kind === 'fail' ? start : start + fault.bytes;
  if (most >= size) {
    return false;
  }
  draft.most = most;
  draft.sentUntil = most;
  draft.deliver = Math.min(draft.deliver, most);
  if (fault.kind === 'shorten') {
    draft.faults.push(fault);
    dieAfter(draft, due, end);
  }
  return true;
};

/** How a call deals with a message: it fails or falls short there. */
const isAtCall = (fault: Fault): fault is FailFault | ShortenFault =>
  fault.kind === 'fail' || fault.kind === 'shorten';

/**
 * Takes in the faults due at one message; true when the node dies there, or the call ends, so that
 * no later message is sent.
 */
const take = (
  draft: Draft,
  due: readonly Fault[],
  place: { readonly start: number; readonly end: number; readonly size: number },
): boolean => {
  const { start, end } = place;
  const before = due.find((fault) => fault.kind === 'crash' && fault.when === 'before');
  if (before !== undefined) {
    draft.faults.push(before);
    draft.crash = true;
    draft.sentUntil = start;
    draft.deliver = Math.min(draft.deliver, start);
    return true;
  }
  const short = due.find(isAtCall);
  if (short !== undefined && strike(draft, short, due, place)) {
    return true;
  }
  for (const fault of due.filter((one) => one.kind !== 'pause' && !isAtCall(one))) {
    if (isOnStream(fault)) {
      if (draft.isOver) {
        // What is cut already can't be cut again: this one has not fired.
        continue;
      }
      withhold(draft, fault, fault.kind === 'reset' ? end : start);
    } else if (fault.kind === 'omit' || fault.kind === 'refuse') {
      draft.lose = true;
      draft.refusal = fault.kind === 'refuse' ? fault.error : undefined;
    } else if (fault.kind !== 'crash') {
      draft.subject = fault;
    }
    if (fault.kind !== 'crash') {
      draft.faults.push(fault);
    }
  }
  if (!dieAfter(draft, due, end)) {
    return false;
  }
  draft.deliver = Math.min(draft.deliver, end);
  return true;
};

/** What the faults due at the messages of one call add up to; undefined when none is due. */
export const combine = (offer: Offer, due: readonly (readonly Fault[])[]): Order | undefined => {
  const draft: Draft = {
    cut: undefined,
    isOver: false,
    refusal: undefined,
    subject: undefined,
    gates: [],
    deliver: offer.size,
    lose: false,
    failure: undefined,
    most: undefined,
    sentUntil: offer.size,
    crash: false,
    faults: [],
  };
  for (const [index, faults] of due.entries()) {
    const [start = 0, end] = [offer.starts[index], endOfMessage(offer, index)];
    if (take(draft, faults, { start, end, size: offer.size })) {
      break;
    }
  }
  const { cut, gates, refusal, subject, failure, most, isOver: _, ...order } = draft;
  const waits = due.flat().some((fault) => fault.kind === 'pause' && fault.when === 'before');
  return draft.faults.length === 0 && !waits && most === undefined
    ? undefined
    : {
        ...order,
        ...(cut && { cut }),
        ...(gates.length > 0 && { gates }),
        ...(waits && { waits }),
        ...(refusal && { refusal }),
        ...(subject && { subject }),
        ...(failure && { failure }),
        ...(most !== undefined && { most }),
      };
};
