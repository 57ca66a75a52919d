/**
 * Which faults a network or a machine can really bring about, at messages that the tracer can hold
 * (DESIGN §7).
 */
import type { Address } from '../model/address.ts';
import { isDatagram, isStream } from '../model/channel.ts';
import type { CrashFault, Fault } from '../model/fault.ts';
import { CLIENT, INVARIANT, OUTSIDE } from '../model/trace.ts';

/** Why the fault cannot be realised, in words; undefined if it can. */
export function checkRealisable(fault: Fault): string | undefined {
  switch (fault.kind) {
    case 'cut':
      if (isDatagram(fault.at.kind)) {
        return 'a datagram has no stream to cut: omit it';
      }
      if (fault.at.kind === 'connect') {
        return 'an attempt to connect has no stream to cut yet: refuse it';
      }
      return checkLink(fault.at);
    case 'omit':
      if (fault.at.kind === 'connect') {
        return 'an attempt to connect is no datagram: refuse it';
      }
      if (isStream(fault.at.kind)) {
        return 'no network makes a hole in a stream (lost segments are sent again): cut it';
      }
      return checkLink(fault.at);
    case 'refuse':
      if (fault.at.kind !== 'connect') {
        return 'only an attempt to connect can be refused: cut a stream, omit a datagram';
      }
      return checkLink(fault.at);
    case 'crash':
      return checkCrash(fault);
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

function checkSeen(at: Address): string | undefined {
  if (at.from === OUTSIDE) {
    return 'what comes from outside is sent by no traced node, so it cannot be held';
  }
  if (at.from === INVARIANT || at.to === INVARIANT) {
    return 'the invariant runs after the workload, when the time of faults is over';
  }
  return undefined;
}

function checkCrash(fault: CrashFault): string | undefined {
  const { node, when, at } = fault;
  if (node === OUTSIDE) {
    return 'outside is no node of the system, so it cannot crash';
  }
  if (node === CLIENT || node === INVARIANT) {
    return `${node} is an observer: without it nobody sees whether the system keeps its promises`;
  }
  if (when === 'end') {
    return at === undefined ? undefined : 'a crash at the end of the workload is at no message';
  }
  if (at === undefined) {
    return `a crash ${when} a message needs that message`;
  }
  if (at.from !== node) {
    return `the crash point of ${node} must be a message that ${node} sends, not ${at.from}`;
  }
  return checkSeen(at);
}
