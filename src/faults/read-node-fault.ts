/** Reads what happens to a node: it crashes, pauses, its calls fail, its disk is full. */
import type { CrashFault, Fault, FillFault, PauseFault } from '../model/fault.ts';
import { SYNC_CALLS } from '../model/injectable.ts';
import type { Hold } from '../model/moments.ts';
import type { NodeName } from '../model/trace.ts';
import { readAddress } from './address-text.ts';
import type { Cursor } from './cursor.ts';
import { readEvents, readHold, readHoldIfAny, readWindow } from './moment-text.ts';
import { nearest } from './nearest.ts';
import { readBytes, readError, readLength } from './read-call-fault.ts';
import { readCalls, readSite } from './site-text.ts';
import { readOneOf } from './words.ts';

const NODE_FAULTS = ['crash', 'pause', 'fail', 'shorten', 'fill'] as const;
const POINTS = ['before', 'after', 'at', 'once'] as const;

export const CRASH_HINT =
  'write "node: crash before <message>", "node: crash after <message>", ' +
  '"node: crash once <event>" or "node: crash at end"';

/** What follows `node:`. `ofMessages`: the faults that need a message. */
export function readNodeFault(
  cursor: Cursor,
  node: NodeName,
  ofMessages: readonly string[],
): Fault {
  cursor.skipBlanks();
  const word = cursor.peekWord();
  if (ofMessages.includes(word) && !NODE_FAULTS.some((kind) => kind === word)) {
    cursor.fail(`${word} needs a message, not only a node`, `write "from→to <message>: ${word}"`);
  }
  if (word === 'partition') {
    cursor.fail('a partition needs two sets of nodes', 'write "a,b↔c: partition"');
  }
  const kind = readOneOf(cursor, NODE_FAULTS, `a fault of a node (${NODE_FAULTS.join(', ')})`);
  switch (kind) {
    case 'crash':
      return readCrash(cursor, node);
    case 'pause':
      return { kind, ...readPoint(cursor, node), hold: readHold(cursor) };
    case 'fail':
      return readFail(cursor, node);
    case 'shorten': {
      const calls = readCalls(cursor);
      const bytes = readLength(cursor);
      return { kind, site: readSite(cursor, { node, calls }), bytes, ...readWindow(cursor) };
    }
    case 'fill':
      return readFill(cursor, node);
  }
}

type Point = Omit<PauseFault, 'kind' | 'hold'>;

function readPoint(cursor: Cursor, node: NodeName): Point {
  cursor.skipBlanks();
  const what = '"before", "after", "once" or "at end"';
  const when = readOneOf(cursor, POINTS, what, CRASH_HINT);
  cursor.skipBlanks();
  switch (when) {
    case 'at':
      readOneOf(cursor, ['end'], '"end"', CRASH_HINT);
      return { node, when: 'end' };
    case 'once':
      return { node, when, once: readEvents(cursor) };
    default: {
      const at = readAddress(cursor);
      const side = cursor.takeWord('received') ? { side: 'received' as const } : {};
      if (side.side === undefined) {
        cursor.takeWord('sent');
      }
      return { node, when, at, ...side, ...readWindow(cursor) };
    }
  }
}

function readCrash(cursor: Cursor, node: NodeName): CrashFault {
  const point = readPoint(cursor, node);
  const disk = readDisk(cursor);
  const restart = cursor.takeClause('restart') ? readRestart(cursor) : undefined;
  return { kind: 'crash', ...point, ...(disk && { disk }), ...(restart && { restart }) };
}

function readWords(cursor: Cursor, words: readonly string[]): void {
  for (const word of words) {
    cursor.skipBlanks();
    readOneOf(cursor, [word], `"${word}"`);
  }
}

function readDisk(cursor: Cursor): CrashFault['disk'] {
  if (cursor.takeClause('losing')) {
    readWords(cursor, ['unsynced', 'writes']);
    return 'unsynced';
  }
  if (cursor.takeClause('tearing')) {
    readWords(cursor, ['the', 'last', 'write']);
    return 'torn';
  }
  return undefined;
}

function readRestart(cursor: Cursor): Hold {
  cursor.skipBlanks();
  const hint = 'write "restart after 2s", "restart once <event>" or "restart at heal"';
  switch (readOneOf(cursor, ['after', 'once', 'at'], '"after", "once" or "at heal"', hint)) {
    case 'after':
      cursor.skipBlanks();
      return { until: 'time', ms: cursor.readTime() };
    case 'once':
      return { until: 'events', events: readEvents(cursor) };
    case 'at':
      readWords(cursor, ['heal']);
      return { until: 'heal' };
  }
}

function readFail(cursor: Cursor, node: NodeName): Fault {
  const calls = readCalls(cursor);
  const error = readError(cursor);
  const site = readSite(cursor, { node, calls });
  const window = readWindow(cursor);
  const at = cursor.offset;
  const loses = cursor.takeClause('losing');
  if (loses) {
    readWords(cursor, ['unsynced', 'writes']);
    const stranger = calls.find((call) => !SYNC_CALLS.some((sync) => sync === call));
    if (stranger !== undefined) {
      const hint = `only ${SYNC_CALLS.join(', ')} can`;
      cursor.fail(`a failed ${stranger} loses no writes`, hint, at);
    }
  }
  return { kind: 'fail', site, error, ...(loses && { loses: true as const }), ...window };
}

function readFill(cursor: Cursor, node: NodeName): FillFault {
  cursor.skipBlanks();
  const word = cursor.peekWord();
  const hint = nearest(word || ' ', ['disk']) === undefined ? 'write "fill disk"' : undefined;
  readOneOf(cursor, ['disk'], '"disk" after "fill"', hint);
  const leaving = cursor.takeWord('leaving') ? readBytes(cursor, 1) : 0;
  const from = cursor.takeWord('from') ? readEvents(cursor) : undefined;
  const hold = readHoldIfAny(cursor);
  return { kind: 'fill', node, leaving, ...(from && { from }), ...(hold && { hold }) };
}
