/**
 * The live literals of a formula as a hitting set search sees them: which clauses a set leaves
 * open, which literals would satisfy all of these, and what has room. Knows bits; knows no search.
 */
import type { Formula, FormulaClause } from './formula.ts';
import { GrowingSet } from './growing-set.ts';
import type { Merging } from './merging.ts';

/** Live literals are numbers here, *slots*, in the order in which they became live. */
export class Board {
  /** By clause: the slots that satisfy it. */
  readonly rows: GrowingSet[] = [];
  /** By clause: how many these are. */
  readonly counts: number[] = [];
  /** By slot: its rank by cost and tie; and the slots in that order. */
  ranks = new Int32Array(0);
  byRank = new Int32Array(0);
  /** By slot: its rank by tie alone. */
  ties = new Int32Array(0);
  /** No live literal costs less. */
  costMin = Number.POSITIVE_INFINITY;
  readonly formula: Formula;
  private readonly merging: Merging;
  private readonly slotOf: number[] = [];
  private readonly places: number[] = [];
  /** Clauses without a condition. */
  private readonly unconditional = new GrowingSet();
  private open = new Uint32Array(0);
  private slots = 0;
  private widenings = 0;

  constructor(formula: Formula, merging: Merging) {
    this.formula = formula;
    this.merging = merging;
  }

  /** Slots there are. */
  get size(): number {
    return this.slots;
  }

  idOf(slot: number): number {
    return this.merging.live[slot] as number;
  }

  costOf(slot: number): number {
    return this.formula.priceOf(this.idOf(slot));
  }

  /** The slot of an id; undefined when it is not live. */
  slotAt(id: number): number | undefined {
    return this.slotOf[id];
  }

  /** Takes in what the refreshed merging has now. */
  sync(): void {
    const { formula, merging } = this;
    for (let number = this.rows.length; number < formula.clauseList.length; number++) {
      const { absent, present } = formula.clauseList[number] as FormulaClause;
      this.rows.push(new GrowingSet());
      this.counts.push(0);
      if (absent.length === 0) {
        this.unconditional.add(number);
      }
      for (let slot = 0; slot < this.slots; slot++) {
        if (present.has(this.idOf(slot))) {
          this.note(number, slot);
        }
      }
    }
    for (const { clause, ids } of formula.widenings.slice(this.widenings)) {
      for (const slot of ids.flatMap((id) => this.slotAt(id) ?? [])) {
        this.note(clause, slot);
      }
    }
    this.widenings = formula.widenings.length;
    this.addSlots();
    if (this.open.length < merging.incidence.width) {
      this.open = new Uint32Array(merging.incidence.width);
    }
  }

  private note(clause: number, slot: number): void {
    if ((this.rows[clause] as GrowingSet).add(slot)) {
      this.counts[clause] = (this.counts[clause] as number) + 1;
    }
  }

  private addSlots(): void {
    const { formula, merging } = this;
    const { rows, width, used } = merging.incidence;
    for (let slot = this.slots; slot < merging.live.length; slot++) {
      const id = this.idOf(slot);
      const place = formula.placeOf(id);
      this.slotOf[id] = slot;
      this.places.push(place);
      this.costMin = Math.min(this.costMin, formula.priceOf(id));
      for (let word = 0; word < used; word++) {
        for (let bits = rows[place * width + word] as number; bits !== 0; bits &= bits - 1) {
          this.note(word * 32 + 31 - Math.clz32(bits & -bits), slot);
        }
      }
    }
    if (this.slots < merging.live.length) {
      this.slots = merging.live.length;
      this.rank();
    }
  }

  private rank(): void {
    this.ties = new Int32Array(this.slots);
    this.ranks = new Int32Array(this.slots);
    this.byRank = new Int32Array(this.slots);
    let rank = 0;
    for (const id of this.merging.ordered) {
      const slot = this.slotAt(id);
      if (slot !== undefined) {
        this.byRank[rank] = slot;
        this.ranks[slot] = rank++;
      }
    }
    let tie = 0;
    for (const id of this.formula.ordered()) {
      const slot = this.slotAt(id);
      if (slot !== undefined) {
        this.ties[slot] = tie++;
      }
    }
  }

  /** Clauses whose condition the set meets and that it does not satisfy, as bits; reused. */
  openClauses(set: readonly number[]): Uint32Array {
    const { formula, open, merging, unconditional } = this;
    const { rows, width, used } = merging.incidence;
    open.fill(0);
    open.set(unconditional.words.subarray(0, used));
    for (const slot of set) {
      for (const number of formula.conditionsFrom(this.idOf(slot))) {
        const { absent } = formula.clauseList[number] as FormulaClause;
        if (absent.every((id) => set.some((other) => this.idOf(other) === id))) {
          open[number >>> 5] = (open[number >>> 5] as number) | (1 << (number & 31));
        }
      }
    }
    for (const slot of set) {
      const from = (this.places[slot] as number) * width;
      for (let word = 0; word < used; word++) {
        open[word] = (open[word] as number) & ~(rows[from + word] as number);
      }
    }
    return open;
  }

  isBlocked(set: readonly number[]): boolean {
    return this.formula.isBlocked(set.map((slot) => this.idOf(slot)));
  }

  /** The bounds that the set leaves no room in; undefined when it breaks one. */
  fullBounds(set: readonly number[]): ReadonlySet<number> | undefined {
    const counts = new Map<number, number>();
    const full = new Set<number>();
    for (const slot of set) {
      for (const bound of this.formula.boundsOf(this.idOf(slot))) {
        const count = (counts.get(bound) ?? 0) + 1;
        const max = this.formula.bounds[bound]?.max ?? 0;
        counts.set(bound, count);
        if (count > max) {
          return undefined;
        }
        if (count === max) {
          full.add(bound);
        }
      }
    }
    return full;
  }

  /** Whether one more literal keeps the bounds. */
  hasRoom(slot: number, full: ReadonlySet<number>): boolean {
    return full.size === 0 || !this.formula.boundsOf(this.idOf(slot)).some((one) => full.has(one));
  }
}
