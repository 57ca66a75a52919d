/**
 * Finds where the messages of a RESP stream start: Redis serialization protocol 2 and 3, inline
 * commands, and what a primary sends to its replicas. Knows lengths and ends only; names are for
 * resp-label.ts.
 */
import { wholeMessage } from './resp-whole.ts';

type Mode = 'start' | 'line' | 'payload' | 'trailer' | 'rdb-end' | 'until-mark' | 'opaque';

/**
 * Where a scan stands between two pushes. Its values are replaced, never changed: a shallow copy is
 * independent.
 */
export interface RespScan {
  mode: Mode;
  /** Elements of the current message still to come, the current one included. */
  pending: number;
  /** The current element is the message itself. */
  top: boolean;
  /** Start of the current element's first line, as Latin-1, at most LINE_KEPT characters. */
  line: string;
  lineBytes: number;
  /** Bytes of payload or trailer still to come. */
  left: number;
  /** How many bytes of RDB_MAGIC the payload began with. */
  magic: number;
  payloadBytes: number;
  /** End mark of a diskless RDB, and the last bytes seen while looking for it. */
  mark: string;
  tail: Uint8Array;
  /** The last message that was no keep-alive is `+FULLRESYNC`: an RDB is next. */
  fullResync: boolean;
  /** The current message followed `+FULLRESYNC`. */
  isRdb: boolean;
}

export interface RespStart {
  readonly offset: number;
  /** The message follows `+FULLRESYNC`: a `$` is an RDB. */
  readonly isRdb: boolean;
  /** It turned out to be no RESP. */
  readonly opaque: boolean;
}

const CR = 0x0d;
const LF = 0x0a;
const LINE_KEPT = 64;
/** Redis gives up on longer lines too (PROTO_INLINE_MAX_SIZE). */
const LINE_MAX = 64 * 1024;
const MARK_BYTES = 40;
const RDB_MAGIC = 'REDIS';
const NO_BYTES = new Uint8Array(0);
const SIMPLE = '+-:_,#(';
const BULK = '$=!';
const AGGREGATE = '*~>%|';
const COUNT = /^.(-1|\d{1,10})\r$/;
const MARK_LINE = /^\$EOF:(.{40})\r$/s;

/** A scan at the start of a direction. */
export function startRespScan(): RespScan {
  return {
    mode: 'start',
    pending: 0,
    top: true,
    line: '',
    lineBytes: 0,
    left: 0,
    magic: 0,
    payloadBytes: 0,
    mark: '',
    tail: NO_BYTES,
    fullResync: false,
    isRdb: false,
  };
}

/**
 * Takes the next bytes and returns the starts in them, ascending. On bytes that are no RESP the
 * rest of the push belongs to the message at hand, and from then on every push is one opaque
 * message.
 */
export function scanResp(scan: RespScan, bytes: Uint8Array): readonly RespStart[] {
  if (scan.mode === 'opaque') {
    return bytes.length === 0 ? [] : [{ offset: 0, isRdb: false, opaque: true }];
  }
  const starts: RespStart[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (scan.mode === 'start') {
      starts.push({ offset: at, isRdb: scan.fullResync && bytes[at] !== LF, opaque: false });
      const end = scan.fullResync ? -1 : wholeMessage(bytes, at);
      if (end > 0) {
        scan.isRdb = false;
        at = end;
        continue;
      }
    }
    at = step(scan, bytes, at);
  }
  const last = starts.at(-1);
  if (isOpaque(scan) && last !== undefined) {
    starts[starts.length - 1] = { ...last, opaque: true };
  }
  return starts;
}

// A function of its own, because the compiler remembers the comparison made above and knows nothing
// of `step`.
function isOpaque(scan: RespScan): boolean {
  return scan.mode === 'opaque';
}

/** Consumes some bytes from `at` and returns where to go on. */
function step(scan: RespScan, bytes: Uint8Array, at: number): number {
  switch (scan.mode) {
    case 'start':
      return beginMessage(scan, bytes, at);
    case 'line':
      return scanLine(scan, bytes, at);
    case 'payload':
      return scanPayload(scan, bytes, at);
    case 'trailer':
      return scanTrailer(scan, bytes, at);
    case 'rdb-end':
      return endRdb(scan, bytes, at);
    case 'until-mark':
      return scanUntilMark(scan, bytes, at);
    case 'opaque':
      return bytes.length;
  }
}

function beginMessage(scan: RespScan, bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first === LF) {
    // A keep-alive while an RDB is being made; it changes nothing.
    return at + 1;
  }
  scan.isRdb = scan.fullResync;
  scan.fullResync = false;
  scan.pending = 1;
  scan.top = true;
  beginElement(scan);
  return at;
}

function beginElement(scan: RespScan): void {
  scan.mode = 'line';
  scan.line = '';
  scan.lineBytes = 0;
}

function endElement(scan: RespScan): void {
  scan.pending -= 1;
  scan.top = false;
  if (scan.pending === 0) {
    scan.mode = 'start';
  } else {
    beginElement(scan);
  }
}

function scanLine(scan: RespScan, bytes: Uint8Array, at: number): number {
  const end = bytes.indexOf(LF, at);
  const stop = end < 0 ? bytes.length : end;
  const room = LINE_KEPT - scan.line.length;
  for (let index = at; index < stop && index < at + room; index += 1) {
    scan.line += String.fromCharCode(bytes[index] ?? 0);
  }
  scan.lineBytes += stop - at;
  if (!isPlausibleLine(scan, bytes, at, stop)) {
    scan.mode = 'opaque';
    return bytes.length;
  }
  if (end < 0) {
    return bytes.length;
  }
  endLine(scan);
  return end + 1;
}

/**
 * Inside a message only typed elements follow; a message may also be an inline command, which is
 * text.
 */
function isPlausibleLine(scan: RespScan, bytes: Uint8Array, at: number, stop: number): boolean {
  if (scan.lineBytes > LINE_MAX) {
    return false;
  }
  const type = scan.line.charAt(0);
  if (isType(type)) {
    return true;
  }
  const isText = (byte: number): boolean => byte >= 0x20 || byte === CR || byte === 0x09;
  return scan.top && bytes.subarray(at, stop).every(isText);
}

function isType(type: string): boolean {
  return type !== '' && (SIMPLE.includes(type) || BULK.includes(type) || AGGREGATE.includes(type));
}

function endLine(scan: RespScan): void {
  const type = scan.line.charAt(0);
  if (AGGREGATE.includes(type)) {
    endAggregateLine(scan, type);
  } else if (BULK.includes(type)) {
    endBulkLine(scan);
  } else {
    scan.fullResync = scan.top && scan.line.startsWith('+FULLRESYNC');
    endElement(scan);
  }
}

function endAggregateLine(scan: RespScan, type: string): void {
  const count = countIn(scan.line);
  if (count === undefined) {
    scan.mode = 'opaque';
    return;
  }
  const elements = Math.max(count, 0) * (type === '%' || type === '|' ? 2 : 1);
  // An attribute (`|`) comes before the element that it describes, and is none itself.
  scan.pending += type === '|' ? elements + 1 : elements;
  endElement(scan);
}

function endBulkLine(scan: RespScan): void {
  const mark = scan.top ? MARK_LINE.exec(scan.line)?.[1] : undefined;
  if (mark !== undefined) {
    scan.mode = 'until-mark';
    scan.mark = mark;
    scan.tail = NO_BYTES;
    return;
  }
  const length = countIn(scan.line);
  if (length === undefined) {
    scan.mode = 'opaque';
  } else if (length < 0) {
    endElement(scan);
  } else {
    scan.mode = 'payload';
    scan.left = length;
    scan.payloadBytes = 0;
    scan.magic = 0;
    endPayloadIfDone(scan);
  }
}

function countIn(line: string): number | undefined {
  const digits = COUNT.exec(line)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function scanPayload(scan: RespScan, bytes: Uint8Array, at: number): number {
  const stop = Math.min(bytes.length, at + scan.left);
  for (let index = at; index < stop && scan.payloadBytes < RDB_MAGIC.length; index += 1) {
    scan.magic += bytes[index] === RDB_MAGIC.charCodeAt(scan.payloadBytes) ? 1 : 0;
    scan.payloadBytes += 1;
  }
  scan.left -= stop - at;
  endPayloadIfDone(scan);
  return stop;
}

function endPayloadIfDone(scan: RespScan): void {
  if (scan.left > 0) {
    return;
  }
  const mayBeRdb = scan.top && scan.line.startsWith('$');
  if (mayBeRdb && (scan.isRdb || scan.magic === RDB_MAGIC.length)) {
    scan.mode = 'rdb-end';
  } else {
    scan.mode = 'trailer';
    scan.left = 2;
  }
}

function scanTrailer(scan: RespScan, bytes: Uint8Array, at: number): number {
  if (bytes[at] !== (scan.left === 2 ? CR : LF)) {
    scan.mode = 'opaque';
    return bytes.length;
  }
  scan.left -= 1;
  if (scan.left === 0) {
    endElement(scan);
  }
  return at + 1;
}

/**
 * An RDB has no CRLF after it; a bulk string that merely begins with the magic has. No message
 * begins with CR.
 */
function endRdb(scan: RespScan, bytes: Uint8Array, at: number): number {
  if (bytes[at] === CR) {
    scan.mode = 'trailer';
    scan.left = 2;
  } else {
    endElement(scan);
  }
  return at;
}

function scanUntilMark(scan: RespScan, bytes: Uint8Array, at: number): number {
  const seen = Buffer.concat([scan.tail, bytes.subarray(at)]);
  const found = seen.indexOf(scan.mark, 0, 'latin1');
  if (found < 0) {
    scan.tail = Uint8Array.from(seen.subarray(-(MARK_BYTES - 1)));
    return bytes.length;
  }
  const end = at + found + MARK_BYTES - scan.tail.length;
  scan.tail = NO_BYTES;
  endElement(scan);
  return end;
}
