/**
 * The edges of a run as columns, 9 bytes an edge, sorted by (to, from). Knows how they are laid
 * out; what they mean is said in `trace.ts`.
 */
import { type Columns, cut, Dictionary, grown } from './columns.ts';
import type { Edge, EventId } from './trace.ts';

export type EdgeColumns = Columns & {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** Index into `kinds`. */
  readonly kind: Uint8Array;
};

/** Plain data that is the whole log: what crosses to another process, or goes into a file. */
export interface PackedEdges {
  readonly kinds: readonly Edge['kind'][];
  readonly columns: EdgeColumns;
}

const emptyColumns = (rows: number): EdgeColumns => ({
  from: new Uint32Array(rows),
  to: new Uint32Array(rows),
  kind: new Uint8Array(rows),
});

/** Edges sorted by (to, from). Read edge by edge, by the event they lead to, or by column. */
export class EdgeLog implements Iterable<Edge> {
  readonly kinds: readonly Edge['kind'][];
  readonly columns: EdgeColumns;
  /** Where the edges into each event begin; made when it is first asked for. */
  #starts: Uint32Array | undefined;

  constructor({ kinds, columns }: PackedEdges) {
    this.kinds = kinds;
    this.columns = columns;
  }

  /** In any order. */
  static of(edges: Iterable<Edge>): EdgeLog {
    const log = new EdgeWriter();
    for (const { from, to, kind } of edges) {
      log.push(from, to, kind);
    }
    return log.sorted();
  }

  get length(): number {
    return this.columns.to.length;
  }

  at(index: number): Edge | undefined {
    const { from, to, kind } = this.columns;
    const into = to[index];
    return into === undefined
      ? undefined
      : { from: from[index] ?? 0, to: into, kind: this.kinds[kind[index] ?? 0] as Edge['kind'] };
  }

  /** Index of the first edge into an event at or after `to`: those into `e` end at first(e + 1). */
  first(to: EventId): number {
    this.#starts ??= startsOf(this.columns.to, (this.columns.to.at(-1) ?? -1) + 1);
    return this.#starts[Math.max(0, to)] ?? this.length;
  }

  *[Symbol.iterator](): IterableIterator<Edge> {
    for (let index = 0; index < this.length; index += 1) {
      yield this.at(index) as Edge;
    }
  }

  map<T>(turn: (edge: Edge) => T): T[] {
    return Array.from(this, turn);
  }

  filter(keeps: (edge: Edge) => unknown): Edge[] {
    return [...this].filter(keeps);
  }

  find(is: (edge: Edge) => unknown): Edge | undefined {
    return this.filter(is)[0];
  }

  pack(): PackedEdges {
    return { kinds: this.kinds, columns: this.columns };
  }

  /** As an array of edges. */
  toJSON(): Edge[] {
    return [...this];
  }
}

/** Edges as they become known. */
export class EdgeWriter {
  readonly #kinds = new Dictionary<Edge['kind']>();
  #columns = emptyColumns(0);
  #length = 0;

  push(from: EventId, to: EventId, kind: Edge['kind']): void {
    const row = this.#length;
    if (row === this.#columns.to.length) {
      this.#columns = grown(this.#columns);
    }
    this.#columns.from[row] = from;
    this.#columns.to[row] = to;
    this.#columns.kind[row] = this.#kinds.codeOf(kind);
    this.#length = row + 1;
  }

  /**
   * The edges so far. Cost: linear in edges and in the greatest `to`, by counting; only what leads
   * to one event is compared.
   */
  sorted(): EdgeLog {
    const known = cut(this.#columns, this.#length);
    const columns = emptyColumns(this.#length);
    const last = known.to.reduce((most, to) => Math.max(most, to), -1);
    const next = startsOf(known.to, last + 1);
    for (const [row, to] of known.to.entries()) {
      const from = known.from[row] ?? 0;
      let place = next[to] ?? 0;
      next[to] = place + 1;
      for (; columns.to[place - 1] === to && (columns.from[place - 1] ?? 0) > from; place -= 1) {
        columns.from[place] = columns.from[place - 1] ?? 0;
        columns.kind[place] = columns.kind[place - 1] ?? 0;
        columns.to[place] = to;
      }
      columns.from[place] = from;
      columns.to[place] = to;
      columns.kind[place] = known.kind[row] ?? 0;
    }
    return new EdgeLog({ kinds: [...this.#kinds.values], columns });
  }
}

/** For each event below `events`, how many edges lead to those before it; then the end of all. */
function startsOf(to: Uint32Array, events: number): Uint32Array {
  const starts = new Uint32Array(events + 1);
  for (const event of to) {
    starts[event + 1] = (starts[event + 1] ?? 0) + 1;
  }
  for (let event = 0; event < events; event += 1) {
    starts[event + 1] = (starts[event + 1] ?? 0) + (starts[event] ?? 0);
  }
  return starts;
}
