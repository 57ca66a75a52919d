/**
 * Whether what a fault waits for, and what ends it, can happen in that order at all. One fault at a
 * time: what other faults bring about is asked in conflicts.ts.
 */
import type { Address } from '../model/address.ts';
import type { Fault } from '../model/fault.ts';
import type { FaultEvent } from '../model/moments.ts';
import { CLIENT, INVARIANT, OUTSIDE } from '../model/trace.ts';
import { addressText } from './address-text.ts';
import { eventText } from './moment-text.ts';
import { addressOf, awaitedBy, closingOf, endingOf, nodeOf } from './place.ts';

/** Why it can never fire or end as it says, in words; undefined if it may. */
export function checkMoments(fault: Fault): string | undefined {
  const awaited = awaitedBy(fault);
  const closing = closingOf(fault);
  const ending = endingOf(fault);
  for (const event of [...awaited, ...ending, ...(closing ? [closing] : [])]) {
    const unseen = checkEvent(event);
    if (unseen !== undefined) {
      return unseen;
    }
  }
  const late = awaited.find(({ kind }) => kind === 'ended');
  if (late !== undefined) {
    return 'nothing fires after the workload has ended';
  }
  if (closing?.kind === 'started') {
    return 'nothing fires before the workload has started';
  }
  const behind = closing && awaited.find((event) => cannotPrecede(event, closing));
  if (closing !== undefined && behind !== undefined) {
    return `"${eventText(behind)}" never happens before "${eventText(closing)}"`;
  }
  return checkEnding(fault, ending);
}

/** The tracer sees it happen, in the time of faults. */
function checkEvent(event: FaultEvent): string | undefined {
  switch (event.kind) {
    case 'sent':
    case 'received':
      return checkMessage(event.kind, event.at);
    case 'crashed':
    case 'restarted':
      return [CLIENT, INVARIANT, OUTSIDE].includes(event.node)
        ? `${event.node} is no node of the system, so nothing waits for its crash`
        : undefined;
    case 'started':
    case 'ended':
      return undefined;
  }
}

function checkMessage(kind: 'sent' | 'received', at: Address): string | undefined {
  if (at.from === INVARIANT || at.to === INVARIANT) {
    return 'the invariant runs after the workload, when the time of faults is over';
  }
  const isBlind = kind === 'sent' ? at.from === OUTSIDE : at.to === OUTSIDE;
  return isBlind ? `no traced node sees "${addressText(at)} ${kind}"` : undefined;
}

/** By the ordinals of one name, or because a message is sent before it is received. */
function cannotPrecede(first: FaultEvent, then: FaultEvent): boolean {
  if (first.kind === 'started' || then.kind === 'ended') {
    return false;
  }
  if (!('at' in first) || !('at' in then)) {
    return eventText(first) === eventText(then);
  }
  const name = ({ at }: { readonly at: Address }): string => addressText({ ...at, ordinal: 1 });
  if (name(first) !== name(then)) {
    return false;
  }
  if (first.kind === 'sent' && then.kind === 'sent') {
    return first.at.ordinal >= then.at.ordinal;
  }
  // Reads of one stream are in order as well, but a name may be met on several.
  return first.kind === then.kind
    ? first.at.ordinal === then.at.ordinal
    : first.kind === 'received' && first.at.ordinal >= then.at.ordinal;
}

/** What a fault keeps from happening cannot end it. */
function checkEnding(fault: Fault, ending: readonly FaultEvent[]): string | undefined {
  const at = addressOf(fault);
  const isWithheld = fault.kind === 'cut' || fault.kind === 'delay' || fault.kind === 'ignore';
  const own = ending.find(
    (event) =>
      isWithheld &&
      at !== undefined &&
      'at' in event &&
      fault.window === undefined &&
      addressText(event.at) === addressText(at),
  );
  if (own !== undefined) {
    return own.kind === 'received'
      ? 'the message that it withholds is not received before it ends'
      : 'the message that it withholds has been sent by then: it would end at once';
  }
  if (fault.kind !== 'crash' && fault.kind !== 'pause') {
    return undefined;
  }
  const node = nodeOf(fault);
  const mute = ending.find(
    (event) =>
      ('at' in event && (event.kind === 'sent' ? event.at.from : event.at.to) === node) ||
      (event.kind === 'restarted' && event.node === node),
  );
  const state = fault.kind === 'crash' ? 'down' : 'stopped';
  return mute && `${node} is ${state} by then, so "${eventText(mute)}" does not happen`;
}
