/**
 * Faults and addresses as one line of text, and back. The text is also a fault's identity: equal
 * texts are equal faults. Whether a network could do what the text says is not asked here: see
 * realisable.ts.
 *
 *     primary→replica "SET k1"#1: cut            a→b udp "X"#2: omit
 *     primary→replica "SET"*#1: cut reset        client→primary connect#1: refuse
 *     primary: crash before primary→client "+OK"@5f3a9c12#1
 *     primary: crash after primary→client any#3
 *     primary: crash at end
 */
import type { Address } from '../model/address.ts';
import { DATAGRAM_KINDS, STREAM_KINDS } from '../model/channel.ts';
import type { CrashFault, Fault } from '../model/fault.ts';
import type { NodeName } from '../model/trace.ts';
import { Cursor, type TextSource } from './cursor.ts';
import { nearest } from './nearest.ts';
import { quote } from './quoted.ts';

const UNKNOWN_SOURCE: TextSource = { source: 'fault', line: 1 };
const CHANNEL_KINDS = [...STREAM_KINDS, ...DATAGRAM_KINDS];
const MESSAGE_FAULTS = ['cut', 'omit', 'refuse'] as const;
const ENDINGS = ['silence', 'reset'] as const;
const CRASH_POINTS = ['before', 'after', 'at'] as const;
const CRASH_HINT =
  'write "node: crash before <message>", "node: crash after <message>" or "node: crash at end"';

/** `from→to name#n`, with the kind of channel before the name unless it is `tcp`. */
export function addressText(address: Address): string {
  const pair = `${address.from}→${address.to}`;
  if (address.kind === 'connect') {
    return `${pair} connect#${address.ordinal}`;
  }
  const kind = address.kind === 'tcp' ? '' : ` ${address.kind}`;
  return `${pair}${kind} ${nameText(address)}#${address.ordinal}`;
}

function nameText(address: Address): string {
  switch (address.level) {
    case 'exact':
      return `${quote(address.label)}@${address.digest}`;
    case 'label':
      return quote(address.label);
    case 'class':
      return `${quote(address.label)}*`;
    case 'order':
      return 'any';
  }
}

/** The fault's canonical text. Two faults are the same if and only if their texts are. */
export function faultText(fault: Fault): string {
  switch (fault.kind) {
    case 'cut':
      return `${addressText(fault.at)}: cut${fault.ending === 'reset' ? ' reset' : ''}`;
    case 'omit':
    case 'refuse':
      return `${addressText(fault.at)}: ${fault.kind}`;
    case 'crash':
      return crashText(fault);
  }
}

function crashText({ node, when, at }: CrashFault): string {
  const point = at === undefined ? '' : ` ${addressText(at)}`;
  return `${node}: crash ${when === 'end' ? 'at end' : when}${point}`;
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
 * Reads a fault, as liberally as `parseAddress`; `cut silence` may be written for `cut`.
 *
 * Errors: SpecError `fault-syntax`, which points at `<source>:<line>:<column>`.
 */
export function parseFault(text: string, where: TextSource = UNKNOWN_SOURCE): Fault {
  const cursor: Cursor = new Cursor(text, where);
  cursor.skipBlanks();
  const name = cursor.readNodeName();
  cursor.skipBlanks();
  let fault: Fault;
  if (cursor.take(':')) {
    fault = readCrash(cursor, name);
  } else if (cursor.takeArrow()) {
    fault = readMessageFault(cursor, readAddressFrom(cursor, name));
  } else {
    cursor.expected('"→" (or "->") or ":" after the node name');
  }
  cursor.end();
  return fault;
}

function readAddress(cursor: Cursor): Address {
  const from = cursor.readNodeName();
  cursor.skipBlanks();
  if (!cursor.takeArrow()) {
    cursor.expected('"→" (or "->") after the node name');
  }
  return readAddressFrom(cursor, from);
}

/** What follows `from→`. */
function readAddressFrom(cursor: Cursor, from: NodeName): Address {
  cursor.skipBlanks();
  const to = cursor.readNodeName();
  cursor.skipBlanks();
  if (cursor.peekWord() === 'connect') {
    cursor.take('connect');
    const ordinal = cursor.readOrdinal();
    return { from, to, kind: 'connect', level: 'order', label: '', digest: '', ordinal };
  }
  const word = cursor.peekWord();
  const kind = CHANNEL_KINDS.find((one) => one === word);
  if (kind !== undefined) {
    cursor.take(kind);
    cursor.skipBlanks();
  }
  return { from, to, kind: kind ?? 'tcp', ...readName(cursor), ordinal: cursor.readOrdinal() };
}

function readName(cursor: Cursor): Pick<Address, 'level' | 'label' | 'digest'> {
  const word = cursor.peekWord();
  if (word === 'any') {
    cursor.take(word);
    return { level: 'order', label: '', digest: '' };
  }
  if (word !== '') {
    const guess = nearest(word, ['any', 'connect', ...CHANNEL_KINDS]);
    const hint =
      guess === undefined ? `write it in quotes: ${quote(word)}` : `did you mean "${guess}"?`;
    cursor.expected('a label in quotes, "any", "udp" or "connect"', hint);
  }
  const label = cursor.readQuoted('a label in quotes, "any", "udp" or "connect"');
  if (cursor.take('@')) {
    return { level: 'exact', label, digest: cursor.readDigest() };
  }
  return { level: cursor.take('*') ? 'class' : 'label', label, digest: '' };
}

function readMessageFault(cursor: Cursor, at: Address): Fault {
  cursor.skipBlanks();
  if (!cursor.take(':')) {
    cursor.expected('":" and a fault after the message');
  }
  cursor.skipBlanks();
  if (cursor.peekWord() === 'crash') {
    cursor.fail('a crash belongs to a node, not to a message', CRASH_HINT);
  }
  const kind = readOneOf(cursor, MESSAGE_FAULTS, 'a fault (cut, omit or refuse)');
  if (kind !== 'cut') {
    return { kind, at };
  }
  cursor.skipBlanks();
  const ending =
    cursor.peekWord() === '' ? 'silence' : readOneOf(cursor, ENDINGS, '"reset" or nothing');
  return { kind, at, ending };
}

function readCrash(cursor: Cursor, node: NodeName): CrashFault {
  cursor.skipBlanks();
  const word = cursor.peekWord();
  if (MESSAGE_FAULTS.some((kind) => kind === word)) {
    cursor.fail(`${word} needs a message, not only a node`, `write "from→to <message>: ${word}"`);
  }
  readOneOf(cursor, ['crash'], '"crash" after the node');
  cursor.skipBlanks();
  const when = readOneOf(cursor, CRASH_POINTS, '"before", "after" or "at end"', CRASH_HINT);
  cursor.skipBlanks();
  if (when === 'at') {
    readOneOf(cursor, ['end'], '"end"', CRASH_HINT);
    return { kind: 'crash', node, when: 'end' };
  }
  return { kind: 'crash', node, when, at: readAddress(cursor) };
}

function readOneOf<Word extends string>(
  cursor: Cursor,
  words: readonly Word[],
  what: string,
  hint?: string,
): Word {
  const word = cursor.peekWord();
  const found = words.find((one) => one === word);
  if (found === undefined) {
    const guess = nearest(word, words);
    cursor.expected(what, guess === undefined ? hint : `did you mean "${guess}"?`);
  }
  cursor.take(found);
  return found;
}
