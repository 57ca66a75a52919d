/**
 * Names of RESP messages, from the bytes of a message that one push holds. Where messages start is
 * not its concern.
 */
import { printable } from './printable.ts';
import { nameCommand, type RespName } from './resp-commands.ts';

const CR = 0x0d;
const LF = 0x0a;
const DOLLAR = 0x24;
const VALUE_MAX = 32;
const RDB: RespName = { label: 'RDB', labelClass: 'RDB' };
const RDB_HEADER = /^REDIS\d{4}/;
const BLANKS = /[ \t]+/;

/**
 * Names the message whose first bytes these are, up to its end or to the end of the push.
 *
 * Shape: `isRdb`: the message follows `+FULLRESYNC`, so that a `$` is an RDB.
 */
export function nameRespMessage(bytes: Uint8Array, isRdb: boolean): RespName {
  const line = lineAt(bytes, 0);
  const type = String.fromCharCode(bytes[0] ?? 0);
  switch (type) {
    case '*':
      return nameArray(bytes, line);
    case '$':
      return isRdb || looksLikeRdb(bytes, line) ? RDB : nameBulk(bytes, line, type);
    case '=':
    case '!':
      return nameBulk(bytes, line, type);
    case '+':
    case '-':
      return nameSimple(line);
    case ':':
    case ',':
    case '#':
    case '(':
    case '_':
    case '%':
    case '~':
    case '>':
    case '|':
      return { label: printable(line.content), labelClass: type };
    default:
      return nameInline(line);
  }
}

interface Line {
  /** Without its CRLF or LF. */
  readonly content: Uint8Array;
  /** Offset behind the line, or the end of the bytes. */
  readonly next: number;
  /** Its LF is there. */
  readonly whole: boolean;
}

function lineAt(bytes: Uint8Array, at: number): Line {
  const end = bytes.indexOf(LF, at);
  if (end < 0) {
    return { content: bytes.subarray(at), next: bytes.length, whole: false };
  }
  const stop = end > at && bytes[end - 1] === CR ? end - 1 : end;
  return { content: bytes.subarray(at, stop), next: end + 1, whole: true };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

function nameArray(bytes: Uint8Array, line: Line): RespName {
  const args = line.whole ? bulkStrings(bytes, line) : undefined;
  const command = args === undefined ? undefined : nameCommand(args);
  return command ?? { label: printable(line.content), labelClass: '*' };
}

/**
 * The bulk strings of an array that are wholly there; undefined if an element is something else.
 */
function bulkStrings(bytes: Uint8Array, header: Line): readonly Uint8Array[] | undefined {
  const count = Number(latin1(header.content.subarray(1)));
  const found: Uint8Array[] = [];
  let at = header.next;
  for (let index = 0; index < count && at < bytes.length; index += 1) {
    const line = lineAt(bytes, at);
    const length = bulkLength(line);
    if (bytes[at] !== DOLLAR || (line.whole && (length === undefined || length < 0))) {
      return undefined;
    }
    const end = line.next + (length ?? 0);
    if (!line.whole || end > bytes.length) {
      break;
    }
    found.push(bytes.subarray(line.next, end));
    at = end + 2;
  }
  return found;
}

function bulkLength(line: Line): number | undefined {
  const text = latin1(line.content.subarray(1, 12));
  return /^(?:-1|\d+)$/.test(text) ? Number(text) : undefined;
}

/**
 * `$EOF:` begins a diskless RDB. Else only the magic tells, together with the missing CRLF behind
 * the payload.
 */
function looksLikeRdb(bytes: Uint8Array, line: Line): boolean {
  if (latin1(line.content.subarray(0, 5)) === '$EOF:') {
    return true;
  }
  const end = line.next + (bulkLength(line) ?? 0);
  const header = latin1(bytes.subarray(line.next, Math.min(end, line.next + 9)));
  if (bytes.length === end) {
    return header.startsWith('REDIS');
  }
  return bytes.length < end && RDB_HEADER.test(header);
}

function nameBulk(bytes: Uint8Array, line: Line, type: string): RespName {
  const length = bulkLength(line);
  if (!line.whole || length === undefined || length < 0) {
    // A null says so in its label. A length alone says less than nothing: it would name other bytes
    // alike.
    return { label: length === -1 ? `${type}-1` : type, labelClass: type };
  }
  const value = bytes.subarray(line.next, line.next + length);
  if (value.length === 0 && length > 0) {
    return { label: type, labelClass: type };
  }
  return { label: `${type}"${printable(value, VALUE_MAX)}"`, labelClass: type };
}

/** Simple strings and errors: the line, but without the parts of it that no two runs share. */
function nameSimple(line: Line): RespName {
  const words = latin1(line.content.subarray(0, 64)).split(BLANKS);
  const first = words[0] ?? '';
  switch (first) {
    case '+FULLRESYNC':
    case '+CONTINUE':
      return { label: first, labelClass: first };
    case '-MOVED':
    case '-ASK':
      // `-MOVED slot host:port`: ports differ from run to run.
      return { label: `${first} ${words[1] ?? ''}`.trim(), labelClass: first };
    case '-REDIRECT':
      return { label: first, labelClass: first };
    default:
      return { label: printable(line.content), labelClass: classOf(line.content, first) };
  }
}

function classOf(content: Uint8Array, firstWord: string): string {
  const word = firstWord.replace(/\d+$/, '');
  return printable(content.subarray(0, word.length));
}

function nameInline(line: Line): RespName {
  if (line.content.length === 0) {
    const label = line.whole ? '\\n' : '';
    return { label, labelClass: label };
  }
  return nameCommand(words(line.content)) ?? nameText(line.content);
}

function words(content: Uint8Array): readonly Uint8Array[] {
  return latin1(content)
    .split(BLANKS)
    .filter((word) => word !== '')
    .map((word) => Buffer.from(word, 'latin1'));
}

/** An inline line that is no command: named like a line of text. */
function nameText(content: Uint8Array): RespName {
  const first = words(content)[0] ?? content;
  return { label: printable(content), labelClass: printable(first) };
}
