/**
 * Decodes header blocks of HTTP/2. It keeps the dynamic table of one direction, and gives up for
 * good on what it can't read: from then on the table is unknown.
 *
 * Source: RFC 7541.
 */
import { decodeHuffman } from './huffman.ts';

export type Field = readonly [name: string, value: string];

const STATIC: readonly Field[] = [
  [':authority', ''],
  [':method', 'GET'],
  [':method', 'POST'],
  [':path', '/'],
  [':path', '/index.html'],
  [':scheme', 'http'],
  [':scheme', 'https'],
  ...['200', '204', '206', '304', '400', '404', '500'].map((code): Field => [':status', code]),
  ['accept-charset', ''],
  ['accept-encoding', 'gzip, deflate'],
  ...(
    'accept-language accept-ranges accept access-control-allow-origin age allow authorization ' +
    'cache-control content-disposition content-encoding content-language content-length ' +
    'content-location content-range content-type cookie date etag expect expires from host ' +
    'if-match if-modified-since if-none-match if-range if-unmodified-since last-modified link ' +
    'location max-forwards proxy-authenticate proxy-authorization range referer refresh ' +
    'retry-after server set-cookie strict-transport-security transfer-encoding user-agent vary ' +
    'via www-authenticate'
  )
    .split(' ')
    .map((name): Field => [name, '']),
];
/** What a field costs in the table besides its letters. */
const OVERHEAD = 32;
const TABLE_DEFAULT = 4096;
/** Peers may agree on more; nobody does on so much. */
const TABLE_MAX = 1 << 16;
const NUMBER_MAX = 1 << 24;

/** The dynamic table, newest first. Never changed, but replaced. */
export interface HpackTable {
  readonly fields: readonly Field[];
  readonly size: number;
  readonly sizeMax: number;
}

export const NEW_TABLE: HpackTable = { fields: [], size: 0, sizeMax: TABLE_DEFAULT };

const costOf = ([name, value]: Field): number => name.length + value.length + OVERHEAD;

function shrink(fields: readonly Field[], size: number, sizeMax: number): HpackTable {
  let kept = fields.length;
  let left = size;
  while (left > sizeMax && kept > 0) {
    kept -= 1;
    left -= costOf(fields[kept] ?? ['', '']);
  }
  return { fields: fields.slice(0, kept), size: left, sizeMax };
}

function add(table: HpackTable, field: Field): HpackTable {
  return shrink([field, ...table.fields], table.size + costOf(field), table.sizeMax);
}

function lookUp(table: HpackTable, index: number): Field | undefined {
  return index <= STATIC.length ? STATIC[index - 1] : table.fields[index - 1 - STATIC.length];
}

/** Reads numbers and strings; `failed` once something was not there. */
class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;
  failed = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.failed || this.#at >= this.#bytes.length;
  }

  peek(): number {
    return this.#bytes[this.#at] ?? 0;
  }

  integer(prefix: number): number {
    const limit = 2 ** prefix - 1;
    let value = this.#byte() & limit;
    if (value < limit) {
      return value;
    }
    for (let factor = 1; factor <= NUMBER_MAX; factor *= 128) {
      const byte = this.#byte();
      value += (byte & 127) * factor;
      if (byte < 128 || this.failed) {
        break;
      }
    }
    this.failed ||= value > NUMBER_MAX;
    return value;
  }

  text(): string {
    const isCoded = this.peek() >= 128;
    const length = this.integer(7);
    const end = this.#at + length;
    const raw = this.#bytes.subarray(this.#at, end);
    const bytes = isCoded && end <= this.#bytes.length ? decodeHuffman(raw) : raw;
    this.failed ||= end > this.#bytes.length || bytes === undefined;
    this.#at = end;
    return bytes === undefined ? '' : Buffer.from(bytes).toString('latin1');
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    this.failed ||= byte === undefined;
    this.#at += 1;
    return byte ?? 0;
  }
}

export interface Decoded {
  readonly fields: readonly Field[];
  readonly table: HpackTable;
}

/** The fields of one whole header block, and the table after it; undefined for what is no HPACK. */
export function decodeHeaders(block: Uint8Array, before: HpackTable): Decoded | undefined {
  const reader = new Reader(block);
  const fields: Field[] = [];
  let table = before;
  while (!reader.done) {
    const first = reader.peek();
    if (first >= 128) {
      const field = lookUp(table, reader.integer(7));
      reader.failed ||= field === undefined;
      fields.push(field ?? ['', '']);
    } else if (first >= 32 && first < 64) {
      const sizeMax = reader.integer(5);
      reader.failed ||= sizeMax > TABLE_MAX;
      table = shrink(table.fields, table.size, sizeMax);
    } else {
      const index = reader.integer(first >= 64 ? 6 : 4);
      const known = index === 0 ? undefined : lookUp(table, index);
      reader.failed ||= index !== 0 && known === undefined;
      const name = known?.[0] ?? reader.text();
      const field: Field = [name, reader.text()];
      fields.push(field);
      table = first >= 64 ? add(table, field) : table;
    }
  }
  return reader.failed ? undefined : { fields, table };
}
