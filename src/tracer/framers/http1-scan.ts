/**
 * Finds where the messages of one direction of an HTTP/1 connection start. Knows lengths and ends
 * only; names are for http1-label.ts. It sees one direction: what the requests were is unknown
 * where the responses are read.
 */

type Mode = 'start' | 'head' | 'body' | 'chunk-size' | 'chunk' | 'trailers' | 'to-end' | 'opaque';

/**
 * Where a scan stands between two pushes. Its values are replaced, never changed: a shallow copy is
 * independent.
 */
export interface HttpScan {
  mode: Mode;
  /** The line at hand as Latin-1, at most LINE_KEPT characters. */
  line: string;
  lineBytes: number;
  /** Bytes of the head or of the trailers so far. */
  headBytes: number;
  /** Status of the response at hand; 0: a request; −1: its first line is still to come. */
  status: number;
  isConnect: boolean;
  length: number | undefined;
  isChunked: boolean;
  isUpgrade: boolean;
  /** Bytes of the body or chunk still to come. */
  left: number;
}

export interface HttpStart {
  readonly offset: number;
  /** It turned out to be no HTTP/1. */
  readonly opaque: boolean;
}

const LF = 0x0a;
/** Longer than any header that matters here; what is cut off decides nothing. */
const LINE_KEPT = 4096;
/** Servers refuse larger heads, too. */
const HEAD_MAX = 256 * 1024;
const REQUEST = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}) (\S+) HTTP\/1\.[0-9]$/;
const RESPONSE = /^HTTP\/1\.[0-9] ([1-9][0-9]{2})(?: |$)/;
const RESPONSE_BYTES = 12;
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/s;
const LENGTH = /^[0-9]{1,15}$/;
const CHUNK_SIZE = /^([0-9A-Fa-f]{1,12})[ \t]*(?:;.*)?$/s;
const CONTROL_START = 0x20;

/** A scan at the start of a direction. */
export function startHttpScan(): HttpScan {
  return {
    mode: 'start',
    line: '',
    lineBytes: 0,
    headBytes: 0,
    status: -1,
    isConnect: false,
    length: undefined,
    isChunked: false,
    isUpgrade: false,
    left: 0,
  };
}

/**
 * Takes the next bytes and returns the starts in them, ascending. On bytes that are no HTTP/1 the
 * rest of the push belongs to the message at hand, and from then on every push is one opaque
 * message.
 */
export function scanHttp(scan: HttpScan, bytes: Uint8Array): readonly HttpStart[] {
  if (scan.mode === 'opaque') {
    return bytes.length === 0 ? [] : [{ offset: 0, opaque: true }];
  }
  const starts: HttpStart[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (scan.mode === 'start') {
      starts.push({ offset: at, opaque: false });
      beginMessage(scan);
    }
    at = step(scan, bytes, at);
  }
  // Bytes behind an upgrade are another protocol's; the head before them was HTTP.
  const last = starts.at(-1);
  if (isMalformed(scan) && last !== undefined) {
    starts[starts.length - 1] = { ...last, opaque: true };
  }
  return starts;
}

// Functions of their own, because the compiler remembers comparisons and knows nothing of `step`.
function isMalformed(scan: HttpScan): boolean {
  return scan.mode === 'opaque' && !scan.isUpgrade;
}

function beginMessage(scan: HttpScan): void {
  Object.assign(scan, startHttpScan(), { mode: 'head' });
}

function beginLine(scan: HttpScan): void {
  scan.line = '';
  scan.lineBytes = 0;
}

/** Consumes some bytes from `at` and returns where to go on. */
function step(scan: HttpScan, bytes: Uint8Array, at: number): number {
  switch (scan.mode) {
    case 'head':
    case 'trailers':
    case 'chunk-size':
      return scanLine(scan, bytes, at);
    case 'body':
    case 'chunk':
      return scanBody(scan, bytes, at);
    case 'to-end':
      return bytes.length;
    case 'start':
      return at;
    case 'opaque':
      return bytes.length;
  }
}

function scanLine(scan: HttpScan, bytes: Uint8Array, at: number): number {
  const end = bytes.indexOf(LF, at);
  const stop = end < 0 ? bytes.length : end;
  const kept = bytes.subarray(at, Math.min(stop, at + LINE_KEPT - scan.line.length));
  scan.line += Buffer.from(kept.buffer, kept.byteOffset, kept.length).toString('latin1');
  scan.lineBytes += stop - at;
  scan.headBytes += stop - at + 1;
  if (scan.headBytes > HEAD_MAX || !isPlausible(scan)) {
    scan.mode = 'opaque';
    return bytes.length;
  }
  if (end < 0) {
    return bytes.length;
  }
  const line = scan.line.endsWith('\r') ? scan.line.slice(0, -1) : scan.line;
  beginLine(scan);
  endLine(scan, line);
  return end + 1;
}

/** A first line is text of one byte a character at least; so garbage is known at once. */
function isPlausible(scan: HttpScan): boolean {
  if (scan.mode !== 'head' || scan.status !== -1) {
    return true;
  }
  for (let index = 0; index < scan.line.length; index += 1) {
    const code = scan.line.charCodeAt(index);
    if (code < CONTROL_START && code !== 0x0d) {
      return false;
    }
  }
  return true;
}

function endLine(scan: HttpScan, line: string): void {
  switch (scan.mode) {
    case 'head':
      scan.status === -1 ? endFirstLine(scan, line) : endHeader(scan, line);
      break;
    case 'chunk-size':
      endChunkSize(scan, line);
      break;
    default:
      if (line === '') {
        scan.mode = 'start';
      }
  }
}

function endFirstLine(scan: HttpScan, line: string): void {
  // Empty lines before a request are allowed (RFC 9112, §2.2).
  if (line === '') {
    return;
  }
  const status = RESPONSE.exec(line)?.[1];
  const method = REQUEST.exec(line)?.[1];
  if (status !== undefined) {
    scan.status = Number(status);
  } else if (method !== undefined) {
    scan.status = 0;
    scan.isConnect = method === 'CONNECT';
  } else {
    scan.mode = 'opaque';
  }
}

function endHeader(scan: HttpScan, line: string): void {
  if (line === '') {
    endHead(scan);
    return;
  }
  const [, name = '', value = ''] = HEADER.exec(line) ?? [];
  switch (name.toLowerCase()) {
    case 'content-length': {
      // `5, 5` and a repeated header are one length, if they agree (RFC 9110, §8.6).
      const lengths = new Set(value.split(/[ \t]*,[ \t]*/).map((one) => (one ? Number(one) : -1)));
      const [length = -1] = lengths;
      const isOne = lengths.size === 1 && value.split(',').every((one) => LENGTH.test(one.trim()));
      if (!isOne || (scan.length ?? length) !== length) {
        scan.mode = 'opaque';
      }
      scan.length = length;
      break;
    }
    case 'transfer-encoding':
      scan.isChunked = /(?:^|,)[ \t]*chunked$/i.test(value);
      break;
    default:
  }
}

/** Which body follows (RFC 9112, §6.3), as far as one direction tells. */
function endHead(scan: HttpScan): void {
  const { status, length, isChunked, isConnect } = scan;
  if (status === 101 || isConnect) {
    // What follows is another protocol: each push is a message.
    scan.isUpgrade = true;
    scan.mode = 'opaque';
  } else if ((status >= 100 && status < 200) || status === 204 || status === 304) {
    scan.mode = 'start';
  } else if (isChunked) {
    scan.mode = 'chunk-size';
  } else if (length !== undefined) {
    scan.left = length;
    scan.mode = length === 0 ? 'start' : 'body';
  } else {
    scan.mode = status === 0 ? 'start' : 'to-end';
  }
}

function endChunkSize(scan: HttpScan, line: string): void {
  const size = CHUNK_SIZE.exec(line)?.[1];
  if (size === undefined) {
    scan.mode = 'opaque';
    return;
  }
  const length = Number.parseInt(size, 16);
  scan.headBytes = 0;
  // The CRLF behind a chunk belongs to it.
  scan.left = length + 2;
  scan.mode = length === 0 ? 'trailers' : 'chunk';
}

function scanBody(scan: HttpScan, bytes: Uint8Array, at: number): number {
  if (scan.mode === 'body' && scan.left === scan.length && scan.status > 0) {
    const head = bytes.subarray(at, at + RESPONSE_BYTES);
    if (head.length === RESPONSE_BYTES && RESPONSE.test(Buffer.from(head).toString('latin1'))) {
      // The answer to HEAD has the length of a body, and no body.
      scan.mode = 'start';
      return at;
    }
  }
  const stop = Math.min(bytes.length, at + scan.left);
  scan.left -= stop - at;
  if (scan.left === 0) {
    scan.mode = scan.mode === 'body' ? 'start' : 'chunk-size';
  }
  return stop;
}
