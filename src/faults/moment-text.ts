/**
 * Events, windows and lengths of time as text, and back.
 *
 *     a→b "X"#1 received and c crashed          workload started
 *     after a→b "X"#1 sent and c crashed before d restarted
 *     for 200ms        until heal        until a→b "X"#1 sent
 */
import type { FaultEvent, FaultWindow, Hold } from '../model/moments.ts';
import { addressText, readAddressTo } from './address-text.ts';
import { type Cursor, UNIT_MS } from './cursor.ts';
import { nearest } from './nearest.ts';
import { readOneOf } from './words.ts';

const EVENT_HINT =
  'an event is "<message> sent", "<message> received", "<node> crashed", "<node> restarted", ' +
  '"workload started" or "workload ended"';

export function eventText(event: FaultEvent): string {
  switch (event.kind) {
    case 'sent':
    case 'received':
      return `${addressText(event.at)} ${event.kind}`;
    case 'crashed':
    case 'restarted':
      return `${event.node} ${event.kind}`;
    case 'started':
    case 'ended':
      return `workload ${event.kind}`;
  }
}

/** In the order of their texts, each once: conjunctions are sets. */
export function sortedEvents(events: readonly FaultEvent[]): readonly FaultEvent[] {
  const byText = new Map(events.map((event) => [eventText(event), event]));
  return [...byText].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, event]) => event);
}

export function eventsText(events: readonly FaultEvent[]): string {
  return sortedEvents(events).map(eventText).join(' and ');
}

/** ` after … before …`, with a blank in front; empty for no window. */
export function windowText(window: FaultWindow | undefined): string {
  const after = window === undefined || window.after.length === 0 ? '' : window.after;
  const before = window?.before === undefined ? '' : ` before ${eventText(window.before)}`;
  return `${after === '' ? '' : ` after ${eventsText(after)}`}${before}`;
}

/** The largest unit in which it is a whole number. */
export function timeText(ms: number): string {
  const [unit, size] = Object.entries(UNIT_MS).find(([, size]) => ms % size === 0) ?? ['ms', 1];
  return `${ms / size}${unit}`;
}

/** ` for …` or ` until …`, with a blank in front; empty for none. */
export function holdText(hold: Hold | undefined): string {
  switch (hold?.until) {
    case undefined:
      return '';
    case 'heal':
      return ' until heal';
    case 'time':
      return ` for ${timeText(hold.ms)}`;
    case 'events':
      return ` until ${eventsText(hold.events)}`;
  }
}

/** One event; `sent` may be left out. */
export function readEvent(cursor: Cursor): FaultEvent {
  cursor.skipBlanks();
  const node = cursor.readNodeName();
  cursor.skipBlanks();
  if (cursor.takeArrow()) {
    cursor.skipBlanks();
    const at = readAddressTo(cursor, node, cursor.readNodeName());
    const kind = cursor.takeWord('received') ? 'received' : 'sent';
    if (kind === 'sent') {
      cursor.takeWord('sent');
    }
    return { kind, at };
  }
  if (node === 'workload') {
    for (const kind of ['started', 'ended'] as const) {
      if (cursor.takeWord(kind)) {
        return { kind, of: 'workload' };
      }
    }
  }
  const words = ['crashed', 'restarted'] as const;
  return { kind: readOneOf(cursor, words, '"→", "crashed" or "restarted"', EVENT_HINT), node };
}

/** One event or several, joined by `and`. */
export function readEvents(cursor: Cursor): readonly FaultEvent[] {
  const events = [readEvent(cursor)];
  while (cursor.takeWord('and')) {
    events.push(readEvent(cursor));
  }
  return sortedEvents(events);
}

/** `{ window }` if one is next, else nothing. */
export function readWindow(cursor: Cursor): { readonly window?: FaultWindow } {
  const after = cursor.takeWord('after') ? readEvents(cursor) : [];
  const before = cursor.takeWord('before') ? readEvent(cursor) : undefined;
  return after.length === 0 && before === undefined
    ? {}
    : { window: { after, ...(before && { before }) } };
}

/** A length of time, if one is next. */
export function readHoldIfAny(cursor: Cursor): Hold | undefined {
  if (cursor.takeWord('for')) {
    cursor.skipBlanks();
    return { until: 'time', ms: cursor.readTime() };
  }
  return cursor.takeWord('until') ? readEnd(cursor) : undefined;
}

/** A length of time; without one an error that says what is missing. */
export function readHold(cursor: Cursor): Hold {
  const hold = readHoldIfAny(cursor);
  if (hold !== undefined) {
    return hold;
  }
  cursor.skipBlanks();
  const guess = nearest(cursor.peekWord() || ' ', ['for', 'until']);
  const hint = 'write "for 200ms", "until heal" or "until <event>"';
  return cursor.expected('"for" or "until"', guess ? `did you mean "${guess}"?` : hint);
}

/** What follows `until`. A node may be called `heal`. */
function readEnd(cursor: Cursor): Hold {
  cursor.skipBlanks();
  const isHeal = cursor.ahead(() => {
    if (cursor.peekNodeName() !== 'heal') {
      return false;
    }
    cursor.take('heal');
    cursor.skipBlanks();
    return !(cursor.takeArrow() || /^(?:crashed|restarted)$/.test(cursor.peekWord()));
  });
  if (isHeal) {
    cursor.take('heal');
    return { until: 'heal' };
  }
  return { until: 'events', events: readEvents(cursor) };
}
