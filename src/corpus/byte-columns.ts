/**
 * Numbers and texts as bytes: variable-length integers, so that small numbers are short and columns
 * of like numbers compress well. Knows nothing of traces.
 */

const BYTE = 0x80;
const INTEGER_BYTES_MAX = 8;
const ROOM_MIN = 4096;

/** Bytes that end too early, or numbers that no trace holds. Never leaves the corpus room. */
export class Malformed extends Error {
  override readonly name = 'Malformed';
}

/** Writes integers up to 2^53 and texts, one after another. */
export class ByteWriter {
  #bytes = new Uint8Array(ROOM_MIN);
  #length = 0;

  /** A whole number, 0 or more: 7 bits a byte, the low ones first. */
  unsigned(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`${value} is no whole number from 0 to 2^53`);
    }
    this.#reserve(INTEGER_BYTES_MAX);
    let rest = value;
    while (rest >= BYTE) {
      this.#bytes[this.#length] = (rest % BYTE) + BYTE;
      this.#length += 1;
      rest = Math.floor(rest / BYTE);
    }
    this.#bytes[this.#length] = rest;
    this.#length += 1;
  }

  /** A whole number of either sign: the sign in the lowest bit. */
  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  text(value: string): void {
    const bytes = Buffer.from(value, 'utf8');
    this.unsigned(bytes.length);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** What was written; a view that later writes may change. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(size: number): void {
    if (this.#length + size > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + size));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
  }
}

/** Reads what a ByteWriter wrote. Errors: Malformed, whatever the bytes are. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  unsigned(): number {
    let value = 0;
    let factor = 1;
    for (let count = 0; count < INTEGER_BYTES_MAX; count += 1) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) {
        throw new Malformed('a number is cut off');
      }
      this.#at += 1;
      value += (byte % BYTE) * factor;
      if (byte < BYTE) {
        return checked(value);
      }
      factor *= BYTE;
    }
    throw new Malformed('a number has too many bytes');
  }

  signed(): number {
    const value = this.unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A whole number below `limit`: an index into a table of that size. */
  index(limit: number, table: string): number {
    const value = this.unsigned();
    if (value >= limit) {
      throw new Malformed(`there is no ${table} ${value}`);
    }
    return value;
  }

  /** A count of things that take one byte each or more: no more than bytes are left. */
  count(things: string): number {
    const value = this.unsigned();
    if (value > this.#bytes.length - this.#at) {
      throw new Malformed(`there cannot be ${value} ${things}`);
    }
    return value;
  }

  /** What has not been read; it counts as read. */
  rest(): Uint8Array {
    const bytes = this.#bytes.subarray(this.#at);
    this.#at = this.#bytes.length;
    return bytes;
  }

  text(): string {
    const end = this.count('characters') + this.#at;
    const bytes = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new Malformed('a text is not UTF-8');
    }
  }
}

function checked(value: number): number {
  if (!Number.isSafeInteger(value)) {
    throw new Malformed('a number is too large');
  }
  return value;
}
