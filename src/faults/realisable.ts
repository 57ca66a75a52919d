/**
 * Which faults a network or a machine can really bring about, at messages that the tracer can hold
 * (DESIGN §7). One fault at a time; what can't be together: conflicts.ts.
 */
import type { Address } from '../model/address.ts';
import type { CrashFault, Fault, PartitionFault, PauseFault } from '../model/fault.ts';
import { type CallSite, PARTIAL_CALLS, SYNC_CALLS } from '../model/injectable.ts';
import { INVARIANT, isClient, type NodeName, OUTSIDE } from '../model/trace.ts';
import { checkMoments } from './moments.ts';
import { carrierOf } from './place.ts';

/** Why the fault cannot be realised, in words; undefined if it can. */
export function checkRealisable(fault: Fault): string | undefined {
  return checkStrike(fault) ?? checkMoments(fault);
}

function checkStrike(fault: Fault): string | undefined {
  switch (fault.kind) {
    case 'partition':
      return checkPartition(fault);
    case 'crash':
    case 'pause':
      return checkPoint(fault);
    case 'fill':
      return checkNode(fault.node);
    case 'fail':
      return checkCalls(fault, fault.loses === true ? SYNC_CALLS : undefined);
    case 'shorten':
      return checkCalls(fault, PARTIAL_CALLS) ?? checkLength(fault);
    default:
      return checkCarrier(fault.kind, fault.at) ?? checkLink(fault.at);
  }
}

type AtMessage = Exclude<
  Fault['kind'],
  'partition' | 'crash' | 'pause' | 'fill' | 'fail' | 'shorten'
>;

/** What kind of message can suffer it, and what to say of another. */
function checkCarrier(kind: AtMessage, at: Address): string | undefined {
  const carrier = carrierOf(at);
  switch (kind) {
    case 'cut':
    case 'reset':
      return {
        stream: undefined,
        datagram: `a datagram has no stream to ${kind}: omit it`,
        attempt: `an attempt to connect has no stream to ${kind} yet: refuse it`,
      }[carrier];
    case 'omit':
      return {
        stream: 'no network makes a hole in a stream (lost segments are sent again): cut it',
        datagram: undefined,
        attempt: 'an attempt to connect is no datagram: refuse it, or ignore it',
      }[carrier];
    case 'duplicate':
    case 'reorder':
      if (at.kind === 'unixgram') {
        return `the kernel hands an AF_UNIX datagram over once and in order: no ${kind}`;
      }
      return {
        stream: `a stream arrives once and in order, nothing can ${kind} it: delay it`,
        datagram: undefined,
        attempt: `an attempt to connect is no datagram to ${kind}: ignore it for a time`,
      }[carrier];
    case 'delay':
      return carrier === 'attempt'
        ? 'an attempt to connect is not delayed: ignore it for a time, or stall its accept'
        : undefined;
    case 'refuse':
      return carrier === 'attempt'
        ? undefined
        : 'only an attempt to connect can be refused: cut a stream, omit a datagram';
    case 'ignore':
      return carrier === 'attempt'
        ? undefined
        : 'only an attempt to connect can be ignored: cut a stream, omit a datagram';
    case 'stall':
      if (carrier !== 'attempt') {
        return 'only an attempt to connect can be stalled in accept: delay a message';
      }
      return at.to === OUTSIDE ? 'what accepts outside is not traced' : undefined;
  }
}

function checkLink(at: Address): string | undefined {
  if (at.kind === 'pipe') {
    return 'a pipe ends with one of the processes that hold it, and not before: crash one';
  }
  if (at.from === at.to) {
    return `what ${at.from} sends to itself crosses no network`;
  }
  return checkSeen(at);
}

/** The tracer sees it sent, in the time of faults. */
export function checkSeen(at: Address): string | undefined {
  if (at.from === OUTSIDE) {
    return 'what comes from outside is sent by no traced node, so it cannot be held';
  }
  if (at.from === INVARIANT || at.to === INVARIANT) {
    return 'the invariant runs after the workload, when the time of faults is over';
  }
  return undefined;
}

function checkNode(node: NodeName): string | undefined {
  if (node === OUTSIDE) {
    return 'outside is no node of the system, so it cannot crash';
  }
  if (isClient(node) || node === INVARIANT) {
    return `${node} is an observer: without it nobody sees whether the system keeps its promises`;
  }
  return undefined;
}

function checkPoint(fault: CrashFault | PauseFault): string | undefined {
  const { kind, node, when, at, side, once, window } = fault;
  const observer = checkNode(node);
  if (observer !== undefined) {
    return observer;
  }
  if (when === 'end' || when === 'once') {
    if (at !== undefined || side !== undefined) {
      const point = when === 'end' ? 'at the end of the workload' : 'once something has happened';
      return `a ${kind} ${point} is at no message`;
    }
    if (window !== undefined) {
      return `a ${kind} ${when === 'end' ? 'at the end' : 'once'} has no window`;
    }
    if (when === 'end' && kind === 'pause') {
      return 'nothing is paused at the end of the workload: all faults end then';
    }
    return when === 'once' && (once ?? []).length === 0
      ? `a ${kind} once something has happened needs an event`
      : undefined;
  }
  if (at === undefined) {
    return `a ${kind} ${when} a message needs that message`;
  }
  if (side === 'received') {
    return at.to === node
      ? checkSeen(at)
      : `the ${kind} point of ${node} must be a message that ${node} receives, not ${at.to}`;
  }
  if (at.from !== node) {
    return `the ${kind} point of ${node} must be a message that ${node} sends, not ${at.from}`;
  }
  return checkSeen(at);
}

function checkPartition({ sides }: PartitionFault): string | undefined {
  const [one, other] = sides;
  if (one.length === 0 || other.length === 0) {
    return 'a partition has a node on each side';
  }
  const both = one.find((node) => other.includes(node));
  if (both !== undefined) {
    return `${both} is on both sides: nothing cuts a node in two`;
  }
  if ([...one, ...other].includes(INVARIANT)) {
    return 'the invariant runs after the workload, when the time of faults is over';
  }
  const isObserved = [one, other].some((side) => side.every((node) => node === OUTSIDE));
  return isObserved && sides.flat().every((node) => node === OUTSIDE || isClient(node))
    ? 'no node of the system is on either side'
    : undefined;
}

function checkCalls(
  { at, site }: { readonly at?: Address; readonly site?: CallSite },
  possible: readonly string[] | undefined,
): string | undefined {
  if ((at === undefined) === (site === undefined)) {
    return 'it is either at a message or at calls of a node';
  }
  if (at !== undefined) {
    return checkCallAt(at, possible);
  }
  const stranger = possible && site?.calls.find((call) => !possible.includes(call));
  if (stranger !== undefined) {
    return possible === SYNC_CALLS
      ? `a failed ${stranger} loses no writes`
      : `the result of ${stranger} is no number of bytes that could be less`;
  }
  return site && checkNode(site.node);
}

/** Of the call that sends a message. */
function checkCallAt(at: Address, possible: readonly string[] | undefined): string | undefined {
  if (possible === SYNC_CALLS) {
    return 'a failed send loses no writes';
  }
  if (possible === PARTIAL_CALLS && carrierOf(at) !== 'stream') {
    return carrierOf(at) === 'attempt'
      ? 'a connect moves no bytes that could be less'
      : 'a datagram goes whole or not at all: fail it, or omit it';
  }
  return at.from === at.to ? undefined : checkSeen(at);
}

function checkLength({ at, site, bytes }: Extract<Fault, { kind: 'shorten' }>): string | undefined {
  if (bytes > 0) {
    return undefined;
  }
  const isSend = at !== undefined || site?.calls.some((call) => !/^(?:p?read|recv)/.test(call));
  return isSend ? 'no send takes 0 of some bytes and calls that a success' : undefined;
}
