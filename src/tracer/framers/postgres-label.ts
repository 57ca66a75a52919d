/**
 * Names of PostgreSQL messages: the command and what tells one from another in every run. Keys of
 * sessions, process ids and passwords vary or must not be shown, so they are never part of one.
 */
import type { BlockName } from './blocks.ts';
import { numberAt } from './length-prefixed.ts';
import { LABEL_MAX, printable } from './printable.ts';

const HEAD = 5;
const WORDS_MAX = 4;
/** Bytes of a query that are looked at. */
const QUERY_KEPT = 400;

const FRONTEND: Readonly<Record<string, string>> = {
  B: 'Bind',
  C: 'Close',
  D: 'Describe',
  E: 'Execute',
  F: 'FunctionCall',
  H: 'Flush',
  P: 'Parse',
  Q: 'Query',
  S: 'Sync',
  X: 'Terminate',
  c: 'CopyDone',
  d: 'CopyData',
  f: 'CopyFail',
  p: 'Password',
};
const BACKEND: Readonly<Record<string, string>> = {
  '1': 'ParseComplete',
  '2': 'BindComplete',
  '3': 'CloseComplete',
  A: 'NotificationResponse',
  C: 'CommandComplete',
  D: 'DataRow',
  E: 'ErrorResponse',
  G: 'CopyInResponse',
  H: 'CopyOutResponse',
  I: 'EmptyQueryResponse',
  K: 'BackendKeyData',
  N: 'NoticeResponse',
  R: 'Authentication',
  S: 'ParameterStatus',
  T: 'RowDescription',
  V: 'FunctionCallResponse',
  W: 'CopyBothResponse',
  Z: 'ReadyForQuery',
  c: 'CopyDone',
  d: 'CopyData',
  n: 'NoData',
  s: 'PortalSuspended',
  t: 'ParameterDescription',
  v: 'NegotiateProtocolVersion',
};

const plain = (name: string): BlockName => ({ label: name, labelClass: name });

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

/** The text up to the next zero byte. */
function textAt(bytes: Uint8Array, at: number): Uint8Array {
  const end = bytes.indexOf(0, at);
  return bytes.subarray(at, Math.min(end < 0 ? bytes.length : end, at + QUERY_KEPT));
}

/** The first words of a query, blanks made one, the command in capitals. */
function firstWords(query: Uint8Array): string {
  const [command = '', ...rest] = latin1(query).trim().split(/\s+/).slice(0, WORDS_MAX);
  return printable(Buffer.from([command.toUpperCase(), ...rest].join(' '), 'latin1'));
}

function withDetail(name: string, detail: string): BlockName {
  const label = `${name} ${detail}`.trim();
  return { label: label.length > LABEL_MAX ? label.slice(0, LABEL_MAX) : label, labelClass: name };
}

export function nameStartup(message: Uint8Array): BlockName {
  const code = numberAt(message, { offset: 4, width: 4, endian: 'big' });
  switch (message.length < 8 ? 0 : code) {
    case 80_877_102:
      return plain('CancelRequest');
    case 80_877_103:
      return plain('SSLRequest');
    case 80_877_104:
      return plain('GSSENCRequest');
    default:
      return plain('Startup');
  }
}

export function nameFrontend(message: Uint8Array): BlockName {
  const type = String.fromCharCode(message[0] ?? 0);
  const name = FRONTEND[type] ?? `frontend ${printable(message.subarray(0, 1))}`;
  switch (type) {
    case 'Q': {
      const words = firstWords(textAt(message, HEAD));
      return words === '' ? plain(name) : { label: words, labelClass: words.split(' ')[0] ?? '' };
    }
    case 'P': {
      const statement = textAt(message, HEAD);
      return withDetail(name, firstWords(textAt(message, HEAD + statement.length + 1)));
    }
    default:
      return plain(name);
  }
}

/** The field of an error or notice with that code. */
function fieldOf(message: Uint8Array, code: string): string {
  for (let at = HEAD; at < message.length && message[at] !== 0; ) {
    const value = textAt(message, at + 1);
    if (String.fromCharCode(message[at] ?? 0) === code) {
      return printable(value);
    }
    at += value.length + 2;
  }
  return '';
}

export function nameBackend(message: Uint8Array): BlockName {
  const type = String.fromCharCode(message[0] ?? 0);
  if (message.length === 1 && (type === 'S' || type === 'N')) {
    return plain(type === 'S' ? 'SSL granted' : 'SSL refused');
  }
  const name = BACKEND[type] ?? `backend ${printable(message.subarray(0, 1))}`;
  switch (type) {
    case 'C':
    case 'S':
      return withDetail(name, printable(textAt(message, HEAD), LABEL_MAX - name.length - 1));
    case 'E':
    case 'N':
      return withDetail(name, fieldOf(message, 'C'));
    case 'R':
      return withDetail(
        name,
        message.length < HEAD + 4
          ? ''
          : String(numberAt(message, { offset: HEAD, width: 4, endian: 'big' })),
      );
    case 'Z':
      return withDetail(name, printable(message.subarray(HEAD, HEAD + 1)));
    default:
      return plain(name);
  }
}
