/**
 * Less than a fault: the faults that take away a part of what it takes away, one step each, from
 * the most to the least. Pure; whether a step still breaks anything is found out by runs.
 */
import type { Address } from '../model/address.ts';
import type {
  CrashFault,
  CutFault,
  DelayFault,
  Fault,
  FillFault,
  IgnoreFault,
  OmitFault,
  PartitionFault,
  PauseFault,
} from '../model/fault.ts';
import type { Hold } from '../model/moments.ts';
import type { NodeName } from '../model/trace.ts';
import { carrierOf } from './place.ts';
import { orderedSides } from './read-partition.ts';
import { faultText } from './text.ts';

/** What a fault leaves alone, as far as lesser ones are put there. */
export interface Surroundings {
  /** All that a node can be parted from: nodes and clients. */
  readonly nodes: readonly NodeName[];
  /** The next message that the same node sends in a run that is known; undefined: none. */
  readonly nextSent: (at: Address) => Address | undefined;
}

const HEAL: Hold = { until: 'heal' };
/** Times below that are not made shorter, in milliseconds. */
const SHORTEST_MS = 10;

function without<F extends Fault, K extends keyof F>(fault: F, key: K): F {
  const { [key]: _, ...rest } = fault;
  return rest as F;
}

/** Half the time; each of the events alone. */
function shorterHolds(hold: Hold | undefined): readonly Hold[] {
  if (hold?.until === 'time' && hold.ms >= 2 * SHORTEST_MS) {
    return [{ until: 'time', ms: Math.floor(hold.ms / 2) }];
  }
  if (hold?.until === 'events' && hold.events.length > 1) {
    return hold.events.map((event) => ({ until: 'events', events: [event] }));
  }
  return [];
}

type Holding = PartitionFault | CutFault | DelayFault | PauseFault | IgnoreFault | FillFault;

function shorter<F extends Holding>(fault: F): readonly F[] {
  return shorterHolds(fault.hold).map((hold) => ({ ...fault, hold }));
}

/** What takes one message, and on a stream what follows it, from the sender's peers. */
function lossAt(at: Address): Fault {
  switch (carrierOf(at)) {
    case 'stream':
      return { kind: 'cut', at, ending: 'silence' };
    case 'datagram':
      return { kind: 'omit', at };
    case 'attempt':
      return { kind: 'refuse', at };
  }
}

/** A node that is cut off, or loses its next message, instead of dying there or standing still. */
function instead(fault: CrashFault | PauseFault, around: Surroundings): readonly Fault[] {
  const { at, side } = fault;
  if (at === undefined || side !== undefined || fault.window !== undefined) {
    return [];
  }
  const others = around.nodes.filter((node) => node !== fault.node);
  const sides = orderedSides([fault.node], others, 'both');
  const parted: readonly Fault[] =
    fault.when === 'after' && others.length > 0
      ? [{ kind: 'partition', sides, direction: 'both', from: [{ kind: 'sent', at }] }]
      : [];
  const next = fault.when === 'before' ? at : around.nextSent(at);
  return [...parted, ...(next === undefined ? [] : [lossAt(next)])];
}

function lessCrash(fault: CrashFault, around: Surroundings): readonly Fault[] {
  const { node, when, at, side, once, window } = fault;
  const pause: PauseFault = {
    kind: 'pause',
    node,
    when,
    ...(at && { at }),
    ...(side && { side }),
    ...(once && { once }),
    ...(window && { window }),
    hold: HEAL,
  };
  return [
    ...(fault.disk === 'torn' ? [{ ...fault, disk: 'unsynced' } as const] : []),
    ...(fault.disk === undefined ? [] : [without(fault, 'disk')]),
    ...(fault.restart === undefined
      ? [{ ...fault, restart: HEAL }]
      : shorterHolds(fault.restart).map((restart) => ({ ...fault, restart }))),
    ...(when === 'end' ? [] : [pause]),
    ...instead(fault, around),
  ];
}

/** One link of it; all but one node of a side; one direction. */
function lessPartition(fault: PartitionFault): readonly Fault[] {
  const [one, other] = fault.sides;
  const links = one.flatMap((a) => other.map((b) => [[a], [b]] as const));
  const isLink = links.length === 1;
  const between = (sides: PartitionFault['sides']): PartitionFault => ({
    ...fault,
    sides: orderedSides(...sides, fault.direction),
  });
  const smaller = [
    ...one.map((node) => [one.filter((each) => each !== node), other] as const),
    ...other.map((node) => [one, other.filter((each) => each !== node)] as const),
  ].filter((sides) => sides.every((side) => side.length > 0));
  const oneWay = ([from, to]: PartitionFault['sides']): PartitionFault => ({
    ...fault,
    sides: [from, to],
    direction: 'one',
  });
  return [
    ...(fault.resets === true ? [without(fault, 'resets')] : []),
    ...(isLink ? [] : [...links, ...smaller].map(between)),
    ...(fault.direction === 'both' ? [oneWay([one, other]), oneWay([other, one])] : []),
    ...shorter(fault),
  ];
}

function lessCut(fault: CutFault): readonly Fault[] {
  const { at, window } = fault;
  const place = { at, ...(window && { window }) };
  if (fault.ending === 'reset') {
    return [{ kind: 'reset', ...place }];
  }
  return [
    ...(fault.both === true ? [without(fault, 'both')] : []),
    ...(fault.resets === true ? [without(fault, 'resets')] : []),
    // Late is less than never; with an end it is late already.
    ...(fault.both === true || fault.resets === true
      ? []
      : [{ kind: 'delay', ...place, hold: fault.hold ?? HEAL } as const]),
    ...shorter(fault),
  ];
}

function lateDatagram({ at, window }: OmitFault): Fault {
  return { kind: 'delay', at, ...(window && { window }), hold: HEAL };
}

function fewerCalls<F extends Extract<Fault, { kind: 'fail' | 'shorten' }>>(
  fault: F,
): readonly F[] {
  const { site } = fault;
  if (site === undefined || site.when.last === site.when.first) {
    return [];
  }
  const { first } = site.when;
  return [{ ...fault, site: { ...site, when: { first, last: first, step: 1 } } }];
}

/** Each takes away less; none for a fault of which nothing less is known. */
export function weakerThan(fault: Fault, around: Surroundings): readonly Fault[] {
  const weaker = ((): readonly Fault[] => {
    switch (fault.kind) {
      case 'crash':
        return lessCrash(fault, around);
      case 'pause':
        return [...instead(fault, around), ...shorter(fault)];
      case 'partition':
        return lessPartition(fault);
      case 'cut':
        return lessCut(fault);
      case 'omit':
        return [lateDatagram(fault)];
      case 'ignore':
        return fault.hold === undefined ? [{ ...fault, hold: HEAL }] : shorter(fault);
      case 'delay':
      case 'fill':
        return shorter(fault);
      case 'stall':
        return shorterHolds(fault.hold).map((hold) => ({ ...fault, hold }));
      case 'duplicate':
        return fault.copies > 1 ? [{ ...fault, copies: 1 }] : [];
      case 'reorder':
        return fault.behind > 1 ? [{ ...fault, behind: 1 }] : [];
      case 'fail':
        return [...(fault.loses === true ? [without(fault, 'loses')] : []), ...fewerCalls(fault)];
      case 'shorten':
        return fewerCalls(fault);
      case 'reset':
      case 'refuse':
        return [];
    }
  })();
  const byText = new Map(weaker.map((one) => [faultText(one), one]));
  byText.delete(faultText(fault));
  return [...byText.values()];
}

/** The same strike in fewer words: each with one anchor of its window less. */
export function simplerThan(fault: Fault): readonly Fault[] {
  if (!('window' in fault) || fault.window === undefined) {
    return [];
  }
  const { after, before } = fault.window;
  const windows = [
    ...(before === undefined ? [] : [{ after }]),
    ...after.map((event) => ({
      after: after.filter((one) => one !== event),
      ...(before && { before }),
    })),
  ];
  return windows.map((window) =>
    window.after.length === 0 && !('before' in window)
      ? without(fault, 'window')
      : { ...fault, window },
  );
}
