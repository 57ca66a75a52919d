/**
 * RESP messages that lie whole in one push: commands and plain replies, which is nearly all there
 * is. Whatever is special about a message is left to resp-scan.ts.
 */

const CR = 0x0d;
const LF = 0x0a;
const DIGIT_0 = 0x30;
const ARRAY = 0x2a;
const BULK = 0x24;
const PLUS = 0x2b;
const MINUS = 0x2d;
const COLON = 0x3a;
const UPPER_F = 0x46;
const UPPER_R = 0x52;
const DIGITS_MAX = 10;
/** Longer lines are for the scan, which keeps no more of them. */
const LINE_MAX = 64;

/**
 * Where the message that begins at `at` ends; −1: it is not whole, or one that needs to be looked
 * at: no command and no plain reply, `+FULLRESYNC`, or what may be an RDB.
 */
export function wholeMessage(bytes: Uint8Array, at: number): number {
  switch (bytes[at]) {
    case ARRAY:
      return wholeArray(bytes, at);
    case BULK:
      // An RDB may begin like that: `REDIS`.
      return bytes[at + 1] === MINUS ? wholeNull(bytes, at) : wholeBulk(bytes, at, UPPER_R);
    case PLUS:
      return bytes[at + 1] === UPPER_F ? -1 : wholeLine(bytes, at);
    case MINUS:
    case COLON:
      return wholeLine(bytes, at);
    default:
      return -1;
  }
}

/** The end of a line of a type and a number, by which its value stands. −1: it is no such line. */
function numberEnd(bytes: Uint8Array, at: number): number {
  let end = at + 1;
  while (isDigit(bytes[end])) {
    end += 1;
  }
  const digits = end - at - 1;
  const isWhole = digits > 0 && digits <= DIGITS_MAX;
  return isWhole && bytes[end] === CR && bytes[end + 1] === LF ? end : -1;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= DIGIT_0 && byte < DIGIT_0 + 10;
}

function numberIn(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at += 1) {
    value = value * 10 + (bytes[at] ?? 0) - DIGIT_0;
  }
  return value;
}

/** An array of bulk strings: a command. */
function wholeArray(bytes: Uint8Array, at: number): number {
  const end = numberEnd(bytes, at);
  const count = end < 0 ? 0 : numberIn(bytes, at + 1, end);
  let next = count === 0 ? -1 : end + 2;
  for (let element = 0; element < count && next > 0; element += 1) {
    next = bytes[next] === BULK ? wholeBulk(bytes, next, undefined) : -1;
  }
  return next;
}

/** A bulk string whose first byte is not `unless`. */
function wholeBulk(bytes: Uint8Array, at: number, unless: number | undefined): number {
  const end = numberEnd(bytes, at);
  if (end < 0 || (unless !== undefined && bytes[end + 2] === unless)) {
    return -1;
  }
  const stop = end + 2 + numberIn(bytes, at + 1, end);
  return bytes[stop] === CR && bytes[stop + 1] === LF ? stop + 2 : -1;
}

function wholeNull(bytes: Uint8Array, at: number): number {
  return bytes[at + 2] === DIGIT_0 + 1 && bytes[at + 3] === CR && bytes[at + 4] === LF
    ? at + 5
    : -1;
}

function wholeLine(bytes: Uint8Array, at: number): number {
  const last = Math.min(bytes.length, at + LINE_MAX);
  for (let end = at; end < last; end += 1) {
    if (bytes[end] === LF) {
      return end + 1;
    }
  }
  return -1;
}
