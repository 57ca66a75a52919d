/**
 * Faults and addresses as one line of text, and back. The text is also a fault's identity: equal
 * texts are equal faults. Whether a network could do what the text says is not asked here: see
 * realisable.ts. The whole language stands in docs/FAULTS.md.
 *
 *     primary→replica "SET k1"#1: cut            a→b udp "X"#2: omit
 *     primary→replica "SET"*#1: cut reset        client→primary connect#1: refuse
 *     primary: crash before primary→client "+OK"@5f3a9c12#1
 *     primary: crash after primary→client any#3, restart after 2s
 *     primary: crash at end
 *     a,b↔c: partition from a→c "VOTE"#1 sent until heal
 *     a: fail fsync error=EIO on "wal" when=2, losing unsynced writes
 */
import type { Address } from '../model/address.ts';
import type { CrashFault, Fault, FillFault, PartitionFault, PauseFault } from '../model/fault.ts';
import type { CallSite } from '../model/injectable.ts';
import type { FaultEvent } from '../model/moments.ts';
import { addressText, readAddress } from './address-text.ts';
import { Cursor, type TextSource } from './cursor.ts';
import { eventsText, holdText, readEvent, timeText, windowText } from './moment-text.ts';
import { readFault } from './read-fault.ts';
import { siteText } from './site-text.ts';

const UNKNOWN_SOURCE: TextSource = { source: 'fault', line: 1 };

/** The fault's canonical text. Two faults are the same if and only if their texts are. */
export function faultText(fault: Fault): string {
  switch (fault.kind) {
    case 'partition':
      return partitionText(fault);
    case 'crash':
      return crashText(fault);
    case 'pause':
      return `${fault.node}: pause ${pointText(fault)}${holdText(fault.hold)}`;
    case 'fail': {
      const { error, loses } = fault;
      const losing = loses === true ? ', losing unsynced writes' : '';
      return `${atCallsText(fault, 'fail', `error=${error}`)}${losing}`;
    }
    case 'shorten':
      return atCallsText(fault, 'shorten', `to ${bytesText(fault.bytes)}`);
    case 'fill':
      return fillText(fault);
    default:
      return `${addressText(fault.at)}: ${fault.kind}${messageFaultText(fault)}`;
  }
}

type MessageFault = Exclude<
  Fault,
  { kind: 'partition' | 'crash' | 'pause' | 'fail' | 'shorten' | 'fill' }
>;

/** What follows the verb. */
function messageFaultText(fault: MessageFault): string {
  const window = windowText(fault.window);
  switch (fault.kind) {
    case 'cut': {
      const both = fault.both === true ? ' both' : '';
      const reset = fault.ending === 'reset' ? ' reset' : '';
      const then = fault.resets === true ? ', then reset' : '';
      return `${both}${reset}${window}${holdText(fault.hold)}${then}`;
    }
    case 'delay':
    case 'ignore':
    case 'stall':
      return `${window}${holdText(fault.hold)}`;
    case 'duplicate': {
      const times = fault.copies === 1 ? '' : ` ${fault.copies} times`;
      return `${times}${window}${holdText(fault.hold)}`;
    }
    case 'reorder':
      return `${fault.behind === 1 ? '' : ` behind ${fault.behind}`}${window}`;
    case 'refuse':
      return `${fault.error === undefined ? '' : ` error=${fault.error}`}${window}`;
    case 'reset':
    case 'omit':
      return window;
  }
}

function partitionText({ sides, direction, from, hold, resets }: PartitionFault): string {
  const arrow = direction === 'one' ? '→' : '↔';
  const pair = sides.map((side) => side.join(',')).join(arrow);
  const ending = resets === undefined ? '' : ', then reset';
  return `${pair}: partition${beginText('from', from)}${holdText(hold)}${ending}`;
}

function beginText(word: string, events: readonly FaultEvent[] | undefined): string {
  return events === undefined ? '' : ` ${word} ${eventsText(events)}`;
}

function crashText(fault: CrashFault): string {
  const { disk, restart } = fault;
  const lost = disk === undefined ? '' : `, ${DISK_WORDS[disk]}`;
  return `${fault.node}: crash ${pointText(fault)}${lost}${restartText(restart)}`;
}

/** The same words are read by read-fault.ts. */
const DISK_WORDS = {
  unsynced: 'losing unsynced writes',
  torn: 'tearing the last write',
} as const satisfies Readonly<Record<NonNullable<CrashFault['disk']>, string>>;

function restartText(restart: CrashFault['restart']): string {
  switch (restart?.until) {
    case undefined:
      return '';
    case 'heal':
      return ', restart at heal';
    case 'time':
      return `, restart after ${timeText(restart.ms)}`;
    case 'events':
      return `, restart once ${eventsText(restart.events)}`;
  }
}

function pointText({ when, at, side, once, window }: CrashFault | PauseFault): string {
  if (when === 'end') {
    return 'at end';
  }
  const place = at === undefined ? eventsText(once ?? []) : addressText(at);
  const received = side === undefined ? '' : ` ${side}`;
  return `${when} ${place}${received}${windowText(window)}`;
}

function atCallsText(
  { at, site, window }: Extract<Fault, { kind: 'fail' | 'shorten' }>,
  verb: string,
  what: string,
): string {
  if (at !== undefined) {
    return `${addressText(at)}: ${verb} ${what}${windowText(window)}`;
  }
  const { node, calls }: Pick<CallSite, 'node' | 'calls'> = site ?? { node: '', calls: [] };
  const rest = site === undefined ? '' : siteText(site);
  return `${node}: ${verb} ${calls.join(',')} ${what}${rest}${windowText(window)}`;
}

function bytesText(bytes: number): string {
  return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
}

function fillText({ node, leaving, from, hold }: FillFault): string {
  const left = leaving === 0 ? '' : ` leaving ${bytesText(leaving)}`;
  return `${node}: fill disk${left}${beginText('from', from)}${holdText(hold)}`;
}

/**
 * Reads an address. Blanks between its parts do not matter, and `->` may be written for `→`.
 *
 * Errors: SpecError `fault-syntax`, which points at `<source>:<line>:<column>`.
 */
export function parseAddress(text: string, where: TextSource = UNKNOWN_SOURCE): Address {
  const cursor: Cursor = new Cursor(text, where);
  cursor.skipBlanks();
  const address = readAddress(cursor);
  cursor.end();
  return address;
}

/**
 * Reads an event, as `a→b "X"#1 received`. Errors: SpecError `fault-syntax`.
 */
export function parseEvent(text: string, where: TextSource = UNKNOWN_SOURCE): FaultEvent {
  const cursor: Cursor = new Cursor(text, where);
  const event = readEvent(cursor);
  cursor.end();
  return event;
}

/**
 * Reads a fault, as liberally as `parseAddress`. What goes without saying may be said (`cut
 * silence`, `then late`, `error=ECONNREFUSED`, `… sent`), and commas between clauses left out.
 *
 * Errors: SpecError `fault-syntax`, which points at `<source>:<line>:<column>`.
 */
export function parseFault(text: string, where: TextSource = UNKNOWN_SOURCE): Fault {
  const cursor: Cursor = new Cursor(text, where);
  const fault = readFault(cursor);
  cursor.end();
  return fault;
}
