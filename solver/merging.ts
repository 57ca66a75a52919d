/**
 * Merges literals that clauses and bounds do not tell apart: of each class only those that a
 * cheapest model can need are *live*. Follows a formula that grows; does not search.
 *
 * Why: let a and b satisfy the same clauses, be under the same shared bounds and be no condition
 *      of any clause, a before b by cost and tie. A model with b but not a can have a instead,
 *      unless a bound of a's own (that of an exclusion, say: one crash of a node) is full. Each
 *      other member of the model is under one such bound at most, so that of as many candidates
 *      with different bounds of their own as a model has members one is always free; what comes
 *      after is not needed.
 */
import type { Formula } from './formula.ts';
import { GrowingSet } from './growing-set.ts';
import { Incidence } from './incidence.ts';

/** Bounds of a class's live members, as far as they are looked at. */
interface Group {
  readonly first: number;
  readonly own: number[];
  closed: boolean;
}

const NO_BOUND = -1;

export class Merging {
  /** The id of each live literal, in the order in which they became so; none ever leaves. */
  readonly live: number[] = [];
  readonly incidence: Incidence;
  private readonly formula: Formula;
  private readonly isLive = new GrowingSet();
  /** By place: number of the set of shared bounds, and the one bound of its own. */
  private shared = new Int32Array(0);
  private own = new Int32Array(0);
  /** Groups by hash of their members' rows. */
  private table = new Int32Array(0);
  private groups: Group[] = [];
  private order: readonly number[] = [];
  private repriced = 0;
  private seen = '';

  constructor(formula: Formula) {
    this.formula = formula;
    this.incidence = new Incidence(formula);
  }

  /** Cheapest first, then by what breaks ties; of literals in play, as of the last refresh. */
  get ordered(): readonly number[] {
    return this.order;
  }

  /**
   * Takes in what the formula got since the last time.
   *
   * Cost: one pass over the literals in play and their rows, if anything is new.
   */
  refresh(): void {
    const { formula } = this;
    const { inPlay, clauseList, widenings, repriced, marked } = formula;
    this.incidence.sync();
    const now = [inPlay.length, clauseList.length, widenings.length, repriced, marked].join(' ');
    if (now !== this.seen) {
      if (this.order.length !== inPlay.length) {
        this.readBounds();
      }
      if (this.order.length !== inPlay.length || this.repriced !== repriced) {
        const ordered = formula.ordered();
        this.order = ordered.toSorted((a, b) => formula.priceOf(a) - formula.priceOf(b));
        this.repriced = repriced;
      }
      this.seen = now;
      this.regroup();
    }
  }

  /**
   * The small bounds are taken for those of exclusions: no literal is under two of these. A bound
   * that cannot be broken is none.
   */
  private readBounds(): void {
    const { inPlay, bounds } = this.formula;
    this.shared = new Int32Array(inPlay.length);
    this.own = new Int32Array(inPlay.length).fill(NO_BOUND);
    const tight = new Set(
      [...bounds.keys()].filter((bound) => this.sizeOf(bound) > (bounds[bound]?.max ?? 0)),
    );
    for (const bound of [...tight].sort((a, b) => this.sizeOf(a) - this.sizeOf(b))) {
      const places = (bounds[bound]?.members ?? []).map((id) => this.formula.placeOf(id));
      if (places.every((place) => this.own[place] === NO_BOUND)) {
        for (const place of places) {
          this.own[place] = bound;
        }
      }
    }
    const numbers = new Map<string, number>();
    for (const [place, id] of inPlay.entries()) {
      const others = this.formula
        .boundsOf(id)
        .filter((bound) => bound !== this.own[place] && tight.has(bound));
      const key = others.sort((a, b) => a - b).join(' ');
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      this.shared[place] = number;
    }
  }

  private sizeOf(bound: number): number {
    return this.formula.bounds[bound]?.members.length ?? 0;
  }

  private regroup(): void {
    const { formula } = this;
    const needed = formula.sizeMax();
    let size = 16;
    while (size < 2 * formula.inPlay.length) {
      size *= 2;
    }
    this.table = this.table.length === size ? this.table.fill(-1) : new Int32Array(size).fill(-1);
    this.groups = [];
    for (const id of this.order) {
      if (formula.isDead(id)) {
        continue;
      }
      if (formula.isCondition(id)) {
        this.enliven(id);
        continue;
      }
      const place = formula.placeOf(id);
      const group = this.groupOf(place);
      const bound = this.own[place] as number;
      if (group.closed || group.own.includes(bound)) {
        continue;
      }
      group.own.push(bound);
      group.closed = bound === NO_BOUND || group.own.length >= needed;
      this.enliven(id);
    }
  }

  private enliven(id: number): void {
    if (this.isLive.add(id)) {
      this.live.push(id);
    }
  }

  private groupOf(place: number): Group {
    const mask = this.table.length - 1;
    for (let slot = this.hashOf(place) & mask; ; slot = (slot + 1) & mask) {
      const number = this.table[slot] as number;
      if (number < 0) {
        const group: Group = { first: place, own: [], closed: false };
        this.table[slot] = this.groups.push(group) - 1;
        return group;
      }
      const group = this.groups[number] as Group;
      if (this.areAlike(place, group.first)) {
        return group;
      }
    }
  }

  private hashOf(place: number): number {
    const { rows, width, used } = this.incidence;
    let hash = (this.shared[place] as number) + 0x9e3779b9;
    for (let word = place * width; word < place * width + used; word++) {
      hash = Math.imul(hash ^ (rows[word] as number), 0x85ebca6b);
      hash ^= hash >>> 15;
    }
    return hash ^ (hash >>> 13);
  }

  private areAlike(a: number, b: number): boolean {
    const { rows, width, used } = this.incidence;
    if (this.shared[a] !== this.shared[b]) {
      return false;
    }
    for (let word = 0; word < used; word++) {
      if (rows[a * width + word] !== rows[b * width + word]) {
        return false;
      }
    }
    return true;
  }
}
