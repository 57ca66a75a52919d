/**
 * Names of HTTP/1 messages, from the bytes of a message that one push holds. Where messages start
 * is not its concern.
 */
import { digestOf } from './digest.ts';
import { LABEL_MAX, printable } from './printable.ts';

export interface HttpName {
  readonly label: string;
  readonly labelClass: string;
  readonly digest: string;
}

const LF = 0x0a;
const CR = 0x0d;
const REQUEST = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) (\S+) HTTP\/1\.[0-9]$/;
const RESPONSE = /^HTTP\/1\.[0-9] ([1-9][0-9]{2})(?: (.*))?$/s;
/** Scheme and authority of a target in absolute form: ports differ from run to run. */
const AUTHORITY = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/;

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
const printed = (text: string, max = LABEL_MAX): string =>
  printable(Buffer.from(text, 'latin1'), max);

interface Parts {
  readonly first: string;
  /** The first line is there to its end. */
  readonly isWhole: boolean;
  /** What stands behind the head, as far as it is there. */
  readonly body: Uint8Array;
}

/** Offset behind the line that starts at `at`; −1 when it has no end. */
function lineEnd(bytes: Uint8Array, at: number): number {
  const end = bytes.indexOf(LF, at);
  return end < 0 ? -1 : end + 1;
}

const isBlank = (bytes: Uint8Array, at: number, next: number): boolean =>
  next - at === 1 || (next - at === 2 && bytes[at] === CR);

function partsOf(bytes: Uint8Array): Parts {
  let at = 0;
  let next = lineEnd(bytes, 0);
  while (next > 0 && next < bytes.length && isBlank(bytes, at, next)) {
    at = next;
    next = lineEnd(bytes, at);
  }
  const isWhole = next > 0;
  const first = latin1(bytes.subarray(at, isWhole ? next : bytes.length)).replace(/\r?\n$/, '');
  while (next > 0) {
    const end = lineEnd(bytes, next);
    if (end > 0 && isBlank(bytes, next, end)) {
      return { first, isWhole, body: bytes.subarray(end) };
    }
    next = end;
  }
  return { first, isWhole, body: bytes.subarray(bytes.length) };
}

/**
 * Request: label method and path, class the method. Response: label status and reason, class the
 * status. The query is left out of the label, and the headers out of the digest: dates, ids and
 * ports in them differ between runs that do the same.
 */
export function nameHttpMessage(bytes: Uint8Array): HttpName {
  const { first, isWhole, body } = partsOf(bytes);
  const [, method, target] = (isWhole ? REQUEST.exec(first) : null) ?? [];
  const [, status, reason] = (isWhole ? RESPONSE.exec(first) : null) ?? [];
  if (method !== undefined && target !== undefined) {
    const local = method === 'CONNECT' ? '' : target.replace(AUTHORITY, '');
    const path = local.replace(/[?#].*$/s, '');
    const label = `${method} ${path}`.trimEnd();
    return {
      label: printed(label),
      labelClass: printed(method),
      digest: digest(method, local, body),
    };
  }
  if (status !== undefined) {
    const label = printed(`${status} ${reason ?? ''}`.trimEnd());
    return { label, labelClass: status, digest: digest(status, '', body) };
  }
  const label = first === '' ? printed(latin1(bytes)) : printed(first);
  const [word = ''] = first.split(' ');
  const labelClass = word === '' ? label : printed(word);
  return { label, labelClass, digest: digestOf(bytes) };
}

function digest(verb: string, target: string, body: Uint8Array): string {
  return digestOf(Buffer.concat([Buffer.from(`${verb} ${target}\n`, 'latin1'), body]));
}
