/**
 * What the injector of this version can bring about: one table, asked when faults are planned for a
 * real run. A row is switched on together with the code that does it, in src/runner and src/tracer.
 */
import type { Address, AddressLevel } from '../model/address.ts';
import { isDatagram } from '../model/channel.ts';
import { UsageError } from '../model/errors.ts';
import type { CrashFault, Fault, FaultKind, PauseFault } from '../model/fault.ts';
import type { FaultEvent } from '../model/moments.ts';
import { addressOf, awaitedBy, carrierOf, closingOf, endingOf } from './place.ts';
import { isByMask } from './signal.ts';
import { faultText } from './text.ts';

/** A kind of fault, or a part of one that needs code of its own. */
export type Feature =
  | FaultKind
  | 'cut both'
  | 'cut until'
  | 'delay datagram'
  | 'refuse error'
  | 'before received'
  | 'fail at'
  | 'fail losing'
  | 'shorten at'
  | 'crash once'
  | 'crash disk'
  | 'crash restart'
  | 'event sent'
  | 'event received'
  | 'event crashed'
  | 'event restarted'
  | 'event workload'
  | 'level context'
  | 'level channel'
  | 'channel of a datagram'
  | 'event by mask';

export const INJECTED: Readonly<Record<Feature, boolean>> = {
  cut: true,
  omit: true,
  refuse: true,
  crash: true,
  reset: true,
  delay: true,
  duplicate: true,
  reorder: true,
  ignore: true,
  stall: true,
  partition: true,
  pause: true,
  fail: true,
  shorten: true,
  fill: true,
  'cut both': true,
  'cut until': true,
  'delay datagram': true,
  'refuse error': true,
  'before received': true,
  'fail at': true,
  'fail losing': true,
  'shorten at': true,
  'crash once': true,
  'crash disk': true,
  'crash restart': true,
  'event sent': true,
  'event received': true,
  'event crashed': true,
  'event restarted': true,
  'event workload': true,
  'level context': true,
  'level channel': true,
  // Which socket a datagram leaves from is known when it has left.
  'channel of a datagram': false,
  // How many of the messages of a run match a mask is counted for faults only.
  'event by mask': false,
};

/**
 * The levels by which hunts name messages. The others are for faults that people write, and change
 * no name that a hunt has given: who knew what, and who connected when, is settled by more than the
 * message itself.
 */
export const NAMED_LEVELS: readonly AddressLevel[] = ['exact', 'label', 'class', 'order'];

/** All that the fault needs of an injector. */
export function featuresOf(fault: Fault): readonly Feature[] {
  const closing = closingOf(fault);
  const events = [...awaitedBy(fault), ...endingOf(fault), ...(closing ? [closing] : [])];
  const addresses = [
    addressOf(fault),
    ...events.map((event) => ('at' in event ? event.at : undefined)),
  ];
  return [
    fault.kind,
    ...partsOf(fault),
    ...events.map(eventFeature),
    ...addresses.flatMap((at) => (at === undefined ? [] : levelFeatures(at))),
    ...events.flatMap((event): Feature[] =>
      'at' in event && isByMask(event.at) ? ['event by mask'] : [],
    ),
  ];
}

function levelFeatures({ level, kind }: Address): readonly Feature[] {
  switch (level) {
    case 'context':
      return ['level context'];
    case 'channel':
      return [isDatagram(kind) ? 'channel of a datagram' : 'level channel'];
    default:
      return [];
  }
}

function partsOf(fault: Fault): readonly Feature[] {
  switch (fault.kind) {
    case 'cut':
      return [
        ...(fault.both === true ? ['cut both' as const] : []),
        ...(fault.hold === undefined ? [] : ['cut until' as const]),
      ];
    case 'delay':
      return carrierOf(fault.at) === 'datagram' ? ['delay datagram'] : [];
    case 'refuse':
      return fault.error === undefined ? [] : ['refuse error'];
    case 'crash':
      return [
        ...beforeReceived(fault),
        ...(fault.when === 'once' ? ['crash once' as const] : []),
        ...(fault.disk === undefined ? [] : ['crash disk' as const]),
        ...(fault.restart === undefined ? [] : ['crash restart' as const]),
      ];
    case 'fail':
      return [
        ...(fault.at === undefined ? [] : ['fail at' as const]),
        ...(fault.loses === true ? ['fail losing' as const] : []),
      ];
    case 'shorten':
      return fault.at === undefined ? [] : ['shorten at'];
    case 'pause':
      return beforeReceived(fault);
    default:
      return [];
  }
}

function beforeReceived({ side, when }: CrashFault | PauseFault): readonly Feature[] {
  return side === 'received' && when === 'before' ? ['before received'] : [];
}

function eventFeature(event: FaultEvent): Feature {
  return event.kind === 'started' || event.kind === 'ended'
    ? 'event workload'
    : `event ${event.kind}`;
}

/** Errors: UsageError `fault-unsupported` for the first fault that a real run can't bring about. */
export function checkSupported(
  faults: readonly Fault[],
  injected: Readonly<Record<Feature, boolean>> = INJECTED,
): void {
  for (const fault of faults) {
    const lacking = featuresOf(fault).find((feature) => !injected[feature]);
    if (lacking !== undefined) {
      throw new UsageError(
        'fault-unsupported',
        `"${faultText(fault)}" is understood, but this version cannot inject it (${lacking})`,
      );
    }
  }
}
