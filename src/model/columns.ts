/**
 * Columns: typed arrays that grow by multiples. What a trace holds by the million lies in them, for
 * an object an event costs several times as much and cannot be moved between processes in one
 * piece. Knows nothing of what the numbers mean.
 */

export type Column = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array;
export type Columns = Readonly<Record<string, Column>>;

const ROWS_MIN = 64;
/** Up to so many rows they grow by more: what is not written yet takes no memory. */
const ROWS_FEW = 65_536;

/**
 * What lies behind the rows is not set: pages are touched when rows are written, and no earlier. A
 * page that is touched first costs as much as many events.
 */
function copyOf<T extends Column>(column: T, rows: number): T {
  const Kind = column.constructor as new (buffer: ArrayBufferLike, at: number, rows: number) => T;
  const { buffer } = Buffer.allocUnsafeSlow(rows * column.BYTES_PER_ELEMENT);
  const copy = new Kind(buffer, 0, rows);
  copy.set(column);
  return copy;
}

function moreThan(rows: number): number {
  return Math.max(ROWS_MIN, rows * (rows < ROWS_FEW ? 4 : 2));
}

/**
 * The same columns with room for more rows; what those hold is not said. Those given stay as they
 * are.
 */
export function grown<T extends Columns>(columns: T): T {
  const entries = Object.entries(columns).map(([name, column]) => [
    name,
    copyOf(column, moreThan(column.length)),
  ]);
  return Object.fromEntries(entries) as T;
}

/** The first `rows` rows: a view, not a copy. */
export function cut<T extends Columns>(columns: T, rows: number): T {
  const entries = Object.entries(columns).map(([name, column]) => [name, column.subarray(0, rows)]);
  return Object.fromEntries(entries) as T;
}

/** Bytes that the columns take, room to grow included. */
export function bytesOf(columns: Columns): number {
  return Object.values(columns).reduce((sum, column) => sum + column.byteLength, 0);
}

/** Values as small numbers, in order of their first appearance. */
export class Dictionary<T extends string> {
  readonly #codes = new Map<T, number>();
  readonly #values: T[] = [];

  constructor(values: Iterable<T> = []) {
    for (const value of values) {
      this.codeOf(value);
    }
  }

  get values(): readonly T[] {
    return this.#values;
  }

  codeOf(value: T): number {
    const known = this.#codes.get(value);
    if (known !== undefined) {
      return known;
    }
    const code = this.#values.length;
    this.#codes.set(value, code);
    this.#values.push(value);
    return code;
  }
}
