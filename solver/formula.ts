/**
 * A problem that grows: literals, bounds and clauses come one by one, and a solver that has seen it
 * before looks at what is new only. Numbers inside, names at the door. Solves nothing.
 */
import { GrowingSet } from './growing-set.ts';
import type { AtMost, Clause, Literal, Problem } from './solver.ts';

export interface FormulaClause {
  /** Ids, ascending; of some the cost may not be known yet: then the clause says nothing. */
  readonly absent: readonly number[];
  /** Ids; only `widen` adds to it. */
  readonly present: GrowingSet;
}

/** Literals that a clause got later. */
export interface Widening {
  readonly clause: number;
  readonly ids: readonly number[];
}

interface Bound {
  readonly max: number;
  /** Ids of literals in play. */
  readonly members: number[];
}

/** What breaks ties between equal costs: the order of `put`, or cost and then the name. */
export type Ties = 'declared' | 'named';

const NONE: readonly number[] = [];

/** Key of a set of ids, whatever their order. */
const keyOf = (ids: readonly number[]): string => ids.toSorted((a, b) => a - b).join(' ');

/**
 * Ids are given to names as they are met; a literal is in play from when its cost is known. Of the
 * lists that only grow (`inPlay`, `clauses`, `widenings`) a reader remembers how far it has come;
 * `repriced` counts what cannot be followed that way.
 */
export class Formula implements Problem {
  readonly bounds: Bound[] = [];
  readonly clauseList: FormulaClause[] = [];
  readonly widenings: Widening[] = [];
  /** Ids in the order in which they came into play; the index here is the literal's place. */
  readonly inPlay: number[] = [];
  /** Costs that changed. */
  repriced = 0;
  /** Ids that clauses or blocks name as conditions, or that no model holds. */
  marked = 0;
  private total = 0;
  private readonly ids = new Map<Literal, number>();
  private readonly names: Literal[] = [];
  private readonly places: number[] = [];
  private readonly prices: number[] = [];
  private readonly boundLists: (readonly number[])[] = [];
  private readonly firstConditions: number[][] = [];
  private readonly conditions = new GrowingSet();
  private readonly dead = new GrowingSet();
  private readonly blocked = new Map<string, readonly number[]>();
  private sorted: number[] = [];
  private sortedAt = 0;
  private readonly ties: Ties;

  constructor(ties: Ties) {
    this.ties = ties;
  }

  /** The id of a name, a new one if it is met for the first time. */
  idOf(name: Literal): number {
    const known = this.ids.get(name);
    if (known !== undefined) {
      return known;
    }
    const id = this.names.length;
    this.ids.set(name, id);
    this.names.push(name);
    this.places.push(-1);
    this.prices.push(0);
    this.boundLists.push(NONE);
    return id;
  }

  nameOf(id: number): Literal {
    return this.names[id] as Literal;
  }

  /** Place among the literals in play; -1 for one that is not. */
  placeOf(id: number): number {
    return this.places[id] as number;
  }

  /** 0 for one that is not in play. */
  priceOf(id: number): number {
    return this.prices[id] as number;
  }

  boundsOf(id: number): readonly number[] {
    return this.boundLists[id] as readonly number[];
  }

  /** A bound that nothing is under yet: at most `max` of those that `put` names it for. */
  addBound(max: number): number {
    if (!Number.isSafeInteger(max) || max < 0) {
      throw new Error(`bound ${this.bounds.length}: expected a count, got ${max}`);
    }
    return this.bounds.push({ max, members: [] }) - 1;
  }

  /**
   * Brings a literal into play under these bounds; of one that is, changes the cost only.
   *
   * Errors: Error when the cost is no positive integer.
   */
  put(id: number, cost: number, bounds: readonly number[]): void {
    if (!Number.isSafeInteger(cost) || cost <= 0) {
      const name = JSON.stringify(this.nameOf(id));
      throw new Error(`cost of ${name}: expected a positive integer, got ${cost}`);
    }
    this.total += cost - this.priceOf(id);
    if (!Number.isSafeInteger(this.total)) {
      throw new Error(`costs: their sum ${this.total} is beyond exact integers`);
    }
    if (this.placeOf(id) >= 0) {
      if (this.prices[id] !== cost) {
        this.prices[id] = cost;
        this.repriced += 1;
        this.sorted = [];
        this.sortedAt = 0;
      }
      return;
    }
    this.prices[id] = cost;
    this.places[id] = this.inPlay.push(id) - 1;
    this.boundLists[id] = [...new Set(bounds)];
    for (const bound of this.boundsOf(id)) {
      this.bounds[bound]?.members.push(id);
      if (this.bounds[bound]?.max === 0) {
        this.dead.add(id);
      }
    }
  }

  /**
   * Not all of `absent` hold, or one of `present` does. The two are disjoint; `present` belongs to
   * the formula from now on.
   */
  addClause(absent: readonly number[], present: GrowingSet): number {
    const own = [...new Set(absent)].sort((a, b) => a - b);
    const number = this.clauseList.push({ absent: own, present }) - 1;
    const [first] = own;
    if (first !== undefined) {
      const list = this.firstConditions[first] ?? [];
      this.firstConditions[first] = list;
      list.push(number);
    }
    this.mark(own);
    return number;
  }

  /** Ids that satisfy that clause, ascending. */
  hitsOf(clause: number): readonly number[] {
    const hits: number[] = [];
    this.clauseList[clause]?.present.forEach((id) => {
      hits.push(id);
    });
    return hits;
  }

  /** From now on each of `ids` satisfies the clause, too. */
  widen(clause: number, ids: Iterable<number>): void {
    const { present } = this.clauseList[clause] as FormulaClause;
    const added = [...ids].filter((id) => present.add(id));
    if (added.length > 0) {
      this.widenings.push({ clause, ids: added });
    }
  }

  /** No model holds all of these; never widened. */
  forbid(ids: readonly number[]): void {
    const number = this.addClause(ids, new GrowingSet());
    const [only, ...others] = this.clauseList[number]?.absent ?? [];
    if (only !== undefined && others.length === 0 && this.dead.add(only)) {
      this.marked += 1;
    }
  }

  /** Exactly this set is no model; its supersets may be. */
  block(ids: readonly number[]): void {
    this.blocked.set(keyOf(ids), [...ids]);
    this.mark(ids);
  }

  /** Ids of each blocked set, in the order of blocking. */
  blocks(): Iterable<readonly number[]> {
    return this.blocked.values();
  }

  isBlocked(ids: readonly number[]): boolean {
    return this.blocked.has(keyOf(ids));
  }

  /** Whether a clause or a block names it as a condition. */
  isCondition(id: number): boolean {
    return this.conditions.has(id);
  }

  /** Whether no model holds it, for a reason of its own. */
  isDead(id: number): boolean {
    return this.dead.has(id);
  }

  /** The clauses whose condition has this id as its smallest. */
  conditionsFrom(id: number): readonly number[] {
    return this.firstConditions[id] ?? NONE;
  }

  /** The size of the largest set that the bounds on all literals in play allow. */
  sizeMax(): number {
    const overall = this.bounds.filter(({ members }) => members.length === this.inPlay.length);
    return Math.min(this.inPlay.length, ...overall.map(({ max }) => max));
  }

  /** Ids in play in the order that breaks ties. */
  ordered(): readonly number[] {
    if (this.ties === 'declared') {
      return this.inPlay;
    }
    if (this.sortedAt < this.inPlay.length) {
      const added = this.inPlay.slice(this.sortedAt).sort((a, b) => this.compare(a, b));
      this.sorted = merge(this.sorted, added, (a, b) => this.compare(a, b));
      this.sortedAt = this.inPlay.length;
    }
    return this.sorted;
  }

  /** Whether every clause, block and bound allows that set, of literals in play. */
  isModel(ids: readonly number[]): boolean {
    const held = new Set(ids);
    const breaks = ({ absent, present }: FormulaClause): boolean =>
      absent.every((id) => held.has(id)) && !ids.some((id) => present.has(id));
    const counts = new Map<number, number>();
    for (const bound of ids.flatMap((id) => this.boundsOf(id))) {
      counts.set(bound, (counts.get(bound) ?? 0) + 1);
    }
    return (
      !this.isBlocked(ids) &&
      !this.clauseList.some(breaks) &&
      [...counts].every(([bound, count]) => count <= (this.bounds[bound]?.max ?? 0))
    );
  }

  /** Made anew at each look, as are `clauses` and `atMost`: for those who do not know formulas. */
  get costs(): ReadonlyMap<Literal, number> {
    return new Map(this.ordered().map((id) => [this.nameOf(id), this.priceOf(id)]));
  }

  get clauses(): readonly Clause[] {
    return this.clausesOver(this.ordered());
  }

  get atMost(): readonly AtMost[] {
    return this.boundsOver(this.ordered());
  }

  /** The problem in which no literal holds but these, given in the order that breaks ties. */
  over(ids: readonly number[]): Problem {
    return {
      costs: new Map(ids.map((id) => [this.nameOf(id), this.priceOf(id)])),
      clauses: this.clausesOver(ids),
      atMost: this.boundsOver(ids),
    };
  }

  /** The same formula with those of its clauses only, by number; it does not affect this one. */
  withClauses(isLeft: (clause: number) => boolean): Formula {
    const other = new Formula(this.ties);
    for (const name of this.names) {
      other.idOf(name);
    }
    for (const { max } of this.bounds) {
      other.addBound(max);
    }
    for (const id of this.inPlay) {
      other.put(id, this.priceOf(id), this.boundsOf(id));
    }
    for (const [clause, { absent, present }] of this.clauseList.entries()) {
      if (isLeft(clause)) {
        other.addClause(absent, present);
      }
    }
    for (const ids of this.blocked.values()) {
      other.block(ids);
    }
    return other;
  }

  /** The same formula with literals that hold, and others that do not; neither affects this one. */
  assuming(held: readonly Literal[], missing: readonly Literal[]): Formula {
    const other = this.withClauses(() => true);
    for (const name of held) {
      other.addClause([], new GrowingSet([other.idOf(name)]));
    }
    for (const name of missing) {
      other.forbid([other.idOf(name)]);
    }
    return other;
  }

  private mark(ids: readonly number[]): void {
    for (const id of ids) {
      if (this.conditions.add(id)) {
        this.marked += 1;
      }
    }
  }

  private clausesOver(ids: readonly number[]): readonly Clause[] {
    const known = new Set(ids);
    const isKnown = (absent: readonly number[]): boolean => absent.every((id) => known.has(id));
    const namesOf = (some: readonly number[]): Literal[] => some.map((id) => this.nameOf(id));
    const clauses: Clause[] = [];
    for (const { absent, present } of this.clauseList) {
      if (isKnown(absent)) {
        const hits = ids.filter((id) => present.has(id));
        clauses.push({ absent: namesOf(absent), present: namesOf(hits) });
      }
    }
    // A clause excludes the set of its condition, too; and the largest sets have no supersets.
    const said = new Set(this.clauseList.map(({ absent }) => keyOf(absent)));
    const sizeMax = this.sizeMax();
    for (const [key, absent] of this.blocked) {
      if (isKnown(absent) && !said.has(key)) {
        const grows = absent.length < sizeMax;
        const others = grows ? ids.filter((id) => !absent.includes(id)) : [];
        clauses.push({ absent: namesOf(absent), present: namesOf(others) });
      }
    }
    return clauses;
  }

  private boundsOver(ids: readonly number[]): readonly AtMost[] {
    const under = this.bounds.map((): Literal[] => []);
    for (const id of ids) {
      for (const bound of this.boundsOf(id)) {
        under[bound]?.push(this.nameOf(id));
      }
    }
    return under
      .map((literals, bound) => ({ literals, max: this.bounds[bound]?.max ?? 0 }))
      .filter(({ literals, max }) => literals.length > max);
  }

  private compare(a: number, b: number): number {
    const difference = this.priceOf(a) - this.priceOf(b);
    const [x, y] = [this.nameOf(a), this.nameOf(b)];
    return difference !== 0 ? difference : x < y ? -1 : Number(x > y);
  }
}

function merge(
  a: readonly number[],
  b: readonly number[],
  compare: (x: number, y: number) => number,
): number[] {
  const merged: number[] = [];
  let place = 0;
  for (const one of b) {
    while (place < a.length && compare(a[place] as number, one) <= 0) {
      merged.push(a[place++] as number);
    }
    merged.push(one);
  }
  while (place < a.length) {
    merged.push(a[place++] as number);
  }
  return merged;
}
