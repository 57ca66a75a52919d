/**
 * Sequences of small numbers, their beginnings shared: one state a beginning. Knows nothing of what
 * the numbers mean.
 */
import { type Columns, grown } from '../model/columns.ts';

export type State = number;

/** Stands before every start, and for no state. */
const NONE = 0;

type Rows = Columns & {
  readonly parent: Uint32Array;
  readonly symbol: Uint32Array;
  /** The state entered last from here; the others hang on its `sibling`. */
  readonly child: Uint32Array;
  readonly sibling: Uint32Array;
  /** How many kept sequences begin like this. */
  readonly kept: Uint32Array;
};

export class SequenceTrie {
  #rows: Rows = {
    parent: new Uint32Array(1),
    symbol: new Uint32Array(1),
    child: new Uint32Array(1),
    sibling: new Uint32Array(1),
    kept: new Uint32Array(1),
  };
  #size = 1;
  readonly #starts = new Map<number, State>();

  /** States so far: those below were there before. */
  get size(): number {
    return this.#size;
  }

  /** The start of sequences of a kind of their own: give each kind its symbol. */
  start(kind: number): State {
    const start = this.#starts.get(kind) ?? this.#add(NONE, kind);
    this.#starts.set(kind, start);
    return start;
  }

  /** Where `symbol` leads from `state`; a new state if it never came here. */
  next(state: State, symbol: number): State {
    const { child, sibling, symbol: symbols } = this.#rows;
    let found = child[state] ?? NONE;
    while (found !== NONE && symbols[found] !== symbol) {
      found = sibling[found] ?? NONE;
    }
    return found === NONE ? this.#add(state, symbol) : found;
  }

  /** The kind, then the symbols that lead to `state`. */
  path(state: State): number[] {
    const path: number[] = [];
    for (let at = state; at !== NONE; at = this.#rows.parent[at] ?? NONE) {
      path.push(this.#rows.symbol[at] ?? 0);
    }
    return path.reverse();
  }

  /** The sequence that ends here is one of those to follow from now on. */
  keep(state: State): void {
    const { kept, parent } = this.#rows;
    for (let at = state; at !== NONE; at = parent[at] ?? NONE) {
      kept[at] = (kept[at] ?? 0) + 1;
    }
  }

  /** How many kept sequences begin like this one. */
  keptAt(state: State): number {
    return this.#rows.kept[state] ?? 0;
  }

  #add(parent: State, symbol: number): State {
    const state = this.#size;
    if (state === this.#rows.parent.length) {
      this.#rows = grown(this.#rows);
    }
    const rows = this.#rows;
    rows.parent[state] = parent;
    rows.symbol[state] = symbol;
    rows.sibling[state] = rows.child[parent] ?? NONE;
    rows.child[state] = NONE;
    rows.kept[state] = 0;
    rows.child[parent] = state;
    this.#size = state + 1;
    return state;
  }
}
