/**
 * Columns: typed arrays that grow by doubling. What a trace holds by the million lies in them, for
 * an object an event costs several times as much and cannot be moved between processes in one
 * piece. Knows nothing of what the numbers mean.
 */

export type Column = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array;
export type Columns = Readonly<Record<string, Column>>;

const ROWS_MIN = 64;

function copyOf<T extends Column>(column: T, rows: number): T {
  const Kind = column.constructor as new (rows: number) => T;
  const copy = new Kind(rows);
  copy.set(column.length > rows ? column.subarray(0, rows) : column);
  return copy;
}

/** The same columns with room for one more row than `rows`. Those given stay as they are. */
export function grown<T extends Columns>(columns: T): T {
  const entries = Object.entries(columns).map(([name, column]) => [
    name,
    copyOf(column, Math.max(ROWS_MIN, column.length * 2)),
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
