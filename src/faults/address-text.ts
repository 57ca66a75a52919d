/**
 * Addresses as text, and back. Kinds other than a message of a TCP stream are named by their word.
 *
 *     a→b "SET k1"#1       a→b "SET"*#1      a→b any#3           a→b udp "X"#2
 *     a→b "X"@5f3a9c12#1   (payload)         a→b "X"~5f3a9c12#1  (what a had received)
 *     a→b "X"/2#1          (2nd channel)     a→b connect#1
 */
import type { Address } from '../model/address.ts';
import { DATAGRAM_KINDS, STREAM_KINDS } from '../model/channel.ts';
import type { NodeName } from '../model/trace.ts';
import type { Cursor } from './cursor.ts';
import { nearest } from './nearest.ts';
import { quote } from './quoted.ts';

const CHANNEL_KINDS = [...STREAM_KINDS, ...DATAGRAM_KINDS];
const NAME_EXPECTED = 'a label in quotes, "any", "udp" or "connect"';

/** `from→to name#n`, with the kind of channel before the name unless it is `tcp`. */
export function addressText(address: Address): string {
  const pair = `${address.from}→${address.to}`;
  if (address.kind === 'connect') {
    return `${pair} connect#${address.ordinal}`;
  }
  const kind = address.kind === 'tcp' ? '' : ` ${address.kind}`;
  return `${pair}${kind} ${nameText(address)}#${address.ordinal}`;
}

function nameText({ level, label, digest }: Address): string {
  switch (level) {
    case 'exact':
      return `${quote(label)}@${digest}`;
    case 'context':
      return `${quote(label)}~${digest}`;
    case 'channel':
      return `${quote(label)}/${digest}`;
    case 'label':
      return quote(label);
    case 'class':
      return `${quote(label)}*`;
    case 'order':
      return 'any';
  }
}

export function readAddress(cursor: Cursor): Address {
  const from = cursor.readNodeName();
  cursor.skipBlanks();
  if (!cursor.takeArrow()) {
    cursor.expected('"→" (or "->") after the node name');
  }
  cursor.skipBlanks();
  return readAddressTo(cursor, from, cursor.readNodeName());
}

/** What follows `from→to`. */
export function readAddressTo(cursor: Cursor, from: NodeName, to: NodeName): Address {
  cursor.skipBlanks();
  if (cursor.takeWord('connect')) {
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
    cursor.expected(NAME_EXPECTED, hint);
  }
  const label = cursor.readQuoted(NAME_EXPECTED);
  if (cursor.take('@')) {
    return { level: 'exact', label, digest: cursor.readDigest() };
  }
  if (cursor.take('~')) {
    return { level: 'context', label, digest: cursor.readDigest() };
  }
  if (cursor.take('/')) {
    return { level: 'channel', label, digest: String(cursor.readInteger('channel ordinal', 1)) };
  }
  return { level: cursor.take('*') ? 'class' : 'label', label, digest: '' };
}
