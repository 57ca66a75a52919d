/**
 * Fault literals: the faults that a run's support offers, each with its text as identity, and the
 * texts of all faults that would touch that support. Knows the fault language and supports; costs
 * and clauses are elsewhere.
 */
import { addressText } from '../faults/address-text.ts';
import { addressLadders } from '../faults/addresses.ts';
import { checkTogether } from '../faults/conflicts.ts';
import { maskedAt } from '../faults/masks.ts';
import type { Naming } from '../faults/naming.ts';
import type { AddressLadder } from '../faults/ordinals.ts';
import { addressOf, movedTo } from '../faults/place.ts';
import { checkRealisable } from '../faults/realisable.ts';
import { isByMask } from '../faults/signal.ts';
import { NAMED_LEVELS } from '../faults/supported.ts';
import { faultText } from '../faults/text.ts';
import type { Support } from '../lineage/support.ts';
import { isSystemNode } from '../lineage/support.ts';
import { ADDRESS_LEVELS, type Address } from '../model/address.ts';
import { isStream } from '../model/channel.ts';
import type { CutFault, Fault, HuntedFault, HuntedKind } from '../model/fault.ts';
import {
  isClient,
  type Message,
  type MessageId,
  type NodeName,
  type Trace,
} from '../model/trace.ts';
import { delaysIn, missedBy, untilHeal } from './late.ts';
import { partitionsIn } from './partitions.ts';

export type CutEnding = CutFault['ending'];

/** A fault that a hypothesis may hold. */
export interface FaultLiteral {
  /** Its text (faults/text): equal texts are one literal. */
  readonly text: string;
  readonly fault: HuntedFault;
  /**
   * All addresses of the message it is at, or that is lost first, in the run where it was first
   * seen; none for a crash at the end.
   */
  readonly ladder: AddressLadder | undefined;
  /**
   * Literals of one exclusion can't hold together: a node crashes once, a message is cut with one
   * ending or comes too late, the same nodes are parted once.
   */
  readonly exclusion: string;
  /** The message is the position-th from that node to that peer; 0 in front of all. */
  readonly position: number;
  /** From 0 to 1: the share of the support's messages that were sent later. */
  readonly distance: number;
  /** Its class of messages is met in the baselines, but not alike in all of them. */
  readonly unstable: boolean;
}

export interface LiteralOptions {
  readonly naming: Naming;
  readonly kinds: ReadonlySet<HuntedKind>;
  readonly cutEndings: readonly CutEnding[];
  /** Every run has these; what can't be together with them is no literal. Absent: none. */
  readonly carried?: readonly Fault[] | undefined;
  /** What the bounds allow in that run. Absent: everything. */
  readonly reach?: Reach | undefined;
  /** Nodes that were down for a time. Absent: none. */
  readonly returning?: ReadonlySet<NodeName> | undefined;
}

/** The fault as the bounds allow it at that message; undefined: not at all. See reach.ts. */
export type Reach = (fault: HuntedFault, message: MessageId | undefined) => HuntedFault | undefined;

const anywhere: Reach = (fault) => fault;

const ENDINGS: readonly CutEnding[] = ['silence', 'reset'];

/** Between two nodes that faults can part, one of which is of the system. */
export function crossesNetwork({ from, to }: Message): boolean {
  const ends = [from, to];
  return ends.every((node) => isSystemNode(node) || isClient(node)) && ends.some(isSystemNode);
}

function atMessage(at: Address, endings: readonly CutEnding[]): readonly HuntedFault[] {
  switch (at.kind) {
    case 'tcp':
    case 'unix':
    case 'unixpacket':
      return endings.map((ending): HuntedFault => ({ kind: 'cut', at, ending }));
    case 'udp':
    case 'unixgram':
      return [{ kind: 'omit', at }];
    case 'pipe':
      return [];
    case 'connect':
      return [{ kind: 'refuse', at }];
  }
}

/** The message of the trace that has this address. */
export function messageAt(trace: Trace, address: Address): Message | undefined {
  if (isByMask(address)) {
    return maskedAt(trace, address);
  }
  const text = addressText(address);
  for (const [id, ladder] of addressLadders(trace)) {
    if (addressText(ladder[address.level]) === text) {
      return trace.messages.at(id);
    }
  }
  return undefined;
}

/**
 * The fault at the next coarser address that differs, found in the ladder; none if it is at the
 * coarsest.
 */
export function coarsen(fault: Fault, ladder: AddressLadder | undefined): Fault | undefined {
  const at = addressOf(fault);
  if (at === undefined || ladder === undefined) {
    return undefined;
  }
  const coarser = ADDRESS_LEVELS.slice(ADDRESS_LEVELS.indexOf(at.level) + 1)
    .filter((level) => NAMED_LEVELS.includes(level))
    .map((level) => ladder[level])
    .find((address) => addressText(address) !== addressText(at));
  return coarser === undefined ? undefined : movedTo(fault, coarser);
}

/** Of a message the share of the support's messages that were sent later; 0 at the end. */
function distancesIn(trace: Trace, { messages }: Support): (id: MessageId | undefined) => number {
  const { sent } = trace.messages.columns;
  const order = messages.map((id) => sent[id] ?? 0).sort((a, b) => a - b);
  return (id) => {
    const at = id === undefined ? undefined : sent[id];
    const first = at === undefined ? -1 : order.findIndex((one) => one > at);
    return first < 0 ? 0 : (order.length - first) / order.length;
  };
}

/**
 * The literals that a support offers: each fault of the enabled kinds that would touch it, one for
 * each place.
 * Shape: in the support's order; crashes at the support's crash points only.
 */
export function literalsIn(
  trace: Trace,
  support: Support,
  options: LiteralOptions,
): readonly FaultLiteral[] {
  const names = options.naming.namesIn(trace);
  const found: FaultLiteral[] = [];
  const distances = distancesIn(trace, support);
  const { carried = [], reach = anywhere, kinds } = options;
  const add = (wanted: HuntedFault, id: MessageId | undefined, exclusion: string): void => {
    const fault = reach(wanted, id);
    if (fault === undefined || !kinds.has(fault.kind)) {
      return;
    }
    if (checkRealisable(fault) !== undefined) {
      return;
    }
    if (carried.length > 0 && checkTogether([...carried, fault]) !== undefined) {
      return;
    }
    const first = fault.kind === 'crash' && fault.when === 'before';
    const name = id === undefined ? undefined : names.get(id);
    found.push({
      text: faultText(fault),
      fault,
      ladder: name?.ladder,
      exclusion,
      position: first ? 0 : (name?.ladder.order.ordinal ?? 0),
      distance: distances(id),
      unstable: name?.known === true && !name.stable,
    });
  };
  const addressOf = (id: MessageId): Address | undefined => names.get(id)?.address;
  const delays = kinds.has('delay') ? delaysIn(trace, names) : () => [];
  const offer = (id: MessageId, wanted: readonly CutEnding[], isRead = true): void => {
    const message = trace.messages.at(id);
    const at = addressOf(id);
    if (message !== undefined && at !== undefined && crossesNetwork(message)) {
      const endings = wanted.filter((ending) => options.cutEndings.includes(ending));
      for (const fault of [
        ...(isRead ? atMessage(at, endings) : []),
        ...(wanted.includes('silence') ? delays(message, at) : []),
      ]) {
        add(fault, id, addressText(at));
      }
    }
  };
  for (const id of support.messages) {
    const { kind } = trace.messages.at(id) ?? {};
    offer(id, kind !== undefined && isStream(kind) ? ['silence'] : ENDINGS);
  }
  for (const id of support.resettable) {
    offer(id, ['reset']);
  }
  for (const id of kinds.has('delay') ? missedBy(trace, options.returning) : []) {
    offer(id, ['silence'], false);
  }
  for (const { fault, first } of kinds.has('partition')
    ? partitionsIn(trace, support, names)
    : []) {
    add(fault, first, `${fault.sides.map((side) => side.join(',')).join('↔')}: partition`);
  }
  for (const { node, when, message } of support.crashPoints) {
    const at = message === undefined ? undefined : addressOf(message);
    const fault: HuntedFault = { kind: 'crash', node, when, ...(at && { at }) };
    add(fault, message, `${node}: crash`);
  }
  return found;
}

/**
 * The texts of all faults that would touch the support, at every level of address: a literal that
 * was named in another run may fire here under a name that this run would not have chosen. Of
 * delays only those until heal, and no partitions: see touch.ts.
 */
export function hitsOf(
  trace: Trace,
  support: Support,
  naming: Naming,
  reach: Reach = anywhere,
  late: readonly MessageId[] = [],
): ReadonlySet<string> {
  const names = naming.namesIn(trace);
  const hits = new Set<string>();
  const addressesOf = (id: MessageId): readonly Address[] => names.get(id)?.all ?? [];
  const add = (wanted: HuntedFault, id: MessageId | undefined): void => {
    const fault = reach(wanted, id);
    if (fault !== undefined) {
      hits.add(faultText(fault));
    }
  };
  const addAt = (id: MessageId, endings: readonly CutEnding[]): void => {
    for (const fault of addressesOf(id).flatMap((at) => atMessage(at, endings))) {
      add(fault, id);
    }
  };
  for (const id of support.messages) {
    addAt(id, ENDINGS);
  }
  for (const id of support.resettable) {
    addAt(id, ['reset']);
  }
  for (const id of late) {
    for (const at of addressesOf(id)) {
      add(untilHeal(at), id);
    }
  }
  for (const [node, sends] of support.sends) {
    if (support.isFeltAtEnd(node)) {
      add({ kind: 'crash', node, when: 'end' }, undefined);
    }
    for (const id of sends) {
      const isFeltAfter = support.isFeltAfter(node, id);
      for (const at of addressesOf(id)) {
        add({ kind: 'crash', node, when: 'before', at }, id);
        if (isFeltAfter) {
          add({ kind: 'crash', node, when: 'after', at }, id);
        }
      }
    }
  }
  return hits;
}
