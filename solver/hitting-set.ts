/**
 * Cheapest models by growing sets: an open clause is branched on, and of all branches the cheapest
 * is followed first. What was looked at stays looked at when the formula grows, so that the next
 * question goes on where the last one ended. Knows no time: works in portions.
 *
 * Source: Reiter, A theory of diagnosis from first principles, 1987, §4 (the tree of hitting sets);
 *         here best first, over conditional clauses that come and are widened meanwhile.
 */
import { Board } from './board.ts';
import type { Formula, FormulaClause } from './formula.ts';
import { forEachBit, type GrowingSet } from './growing-set.ts';
import { Heap } from './heap.ts';
import type { Merging } from './merging.ts';

/** Branches on every literal instead of those of a clause. */
const ANY = -1;
/** Branches on literals that are new: each goes with older ones only. */
const NEWEST = -2;

/**
 * Models that hold `set`, further slots below `limit` only, and none that a branch of an ancestor
 * has taken.
 */
interface Node {
  readonly set: readonly number[];
  readonly cost: number;
  readonly limit: number;
  readonly taken: Taken | undefined;
}

/** The branch went to `slot`: what that clause has before it is in the branches before. */
interface Taken {
  readonly clause: number;
  readonly slot: number;
  readonly rest: Taken | undefined;
}

/** Children of `node`, one after another; none has a model that costs less than `key`. */
interface Cursor {
  key: number;
  readonly node: Node;
  readonly branch: number;
  readonly slots: Int32Array;
  at: number;
  /** Whether the child itself may be a model; else at least one literal more is needed. */
  readonly candidates: boolean;
  /** Of candidates: the child's slots by tie. */
  set: readonly number[];
}

export type Step =
  | { readonly kind: 'model'; readonly slots: readonly number[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'more' }
  | { readonly kind: 'full' };

export class HittingSets {
  readonly board: Board;
  private readonly formula: Formula;
  private readonly frontier: Heap<Cursor>;
  private readonly sizeLimit: number;
  private weight = 0;
  private work = 0;
  private slots = 0;
  private widenings = 0;
  private sizeMax = 0;
  private started = false;

  /** `sizeLimit`: how many numbers the branches may hold altogether. */
  constructor(formula: Formula, merging: Merging, sizeLimit: number) {
    this.formula = formula;
    this.board = new Board(formula, merging);
    this.sizeLimit = sizeLimit;
    this.frontier = new Heap((a, b) => this.compare(a, b));
  }

  /** Takes in what the refreshed merging has now. Costs of known literals must not have changed. */
  sync(): void {
    const { board, formula } = this;
    const { widenings } = formula;
    board.sync();
    this.sizeMax = formula.sizeMax();
    if (!this.started) {
      this.started = true;
      this.pushSelf({ set: [], cost: 0, limit: board.size, taken: undefined });
    } else {
      this.branchOnNew();
      for (const { clause, ids } of widenings.slice(this.widenings)) {
        this.branchOnWidened(clause, ids);
      }
    }
    this.slots = board.size;
    this.widenings = widenings.length;
  }

  /**
   * Goes on until an answer is known or about `words` words were looked at. A model is the answer
   * until clauses exclude it.
   */
  advance(words: number): Step {
    this.work = 0;
    for (let top = this.frontier.top; top !== undefined; top = this.frontier.top) {
      if (this.work > words) {
        return { kind: 'more' };
      }
      if (this.weight > this.sizeLimit) {
        return { kind: 'full' };
      }
      this.work += 64;
      if (!top.candidates) {
        const child = this.childOf(top);
        this.pass(top);
        this.expand(child);
        continue;
      }
      const { set } = top;
      if (this.board.fullBounds(set) !== undefined) {
        if (!this.isOpen(set)) {
          return { kind: 'model', slots: set };
        }
        this.pushBranch(this.childOf(top));
      }
      this.pass(top);
    }
    return { kind: 'none' };
  }

  /** Cheapest first; of equal cost models last, by tie. */
  private compare(a: Cursor, b: Cursor): number {
    if (a.key !== b.key) {
      return a.key - b.key;
    }
    if (!a.candidates || !b.candidates) {
      return Number(a.candidates) - Number(b.candidates);
    }
    const { ties } = this.board;
    for (let index = 0; index < a.set.length && index < b.set.length; index++) {
      const difference =
        (ties[a.set[index] as number] as number) - (ties[b.set[index] as number] as number);
      if (difference !== 0) {
        return difference;
      }
    }
    return a.set.length - b.set.length;
  }

  private isOpen(set: readonly number[]): boolean {
    const open = this.board.openClauses(set);
    return open.some((word) => word !== 0) || this.board.isBlocked(set);
  }

  private childOf({ node, branch, slots, at }: Cursor): Node {
    const slot = slots[at];
    if (slot === undefined) {
      return node;
    }
    return {
      set: [...node.set, slot],
      cost: node.cost + this.board.costOf(slot),
      limit: branch === NEWEST ? slot : node.limit,
      taken: branch === NEWEST ? node.taken : { clause: branch, slot, rest: node.taken },
    };
  }

  /** Moves the top cursor on. */
  private pass(cursor: Cursor): void {
    cursor.at += 1;
    if (cursor.at < cursor.slots.length) {
      this.aim(cursor);
      this.frontier.replaceTop(cursor);
    } else {
      this.weight -= cursor.slots.length + 16;
      this.frontier.pop();
    }
  }

  private aim(cursor: Cursor): void {
    const { node, slots, at, candidates } = cursor;
    const slot = slots[at];
    cursor.key = node.cost + (slot === undefined ? 0 : this.board.costOf(slot));
    if (candidates) {
      const set = slot === undefined ? [...node.set] : [...node.set, slot];
      const { ties } = this.board;
      cursor.set = set.sort((a, b) => (ties[a] as number) - (ties[b] as number));
    } else {
      cursor.key += this.board.costMin;
    }
  }

  private push(node: Node, branch: number, slots: Int32Array, candidates: boolean): void {
    const cursor: Cursor = { key: 0, node, branch, slots, at: 0, candidates, set: [] };
    this.aim(cursor);
    this.weight += slots.length + 16;
    this.frontier.push(cursor);
  }

  /** The set itself may be a model. */
  private pushSelf(node: Node): void {
    this.push(node, ANY, new Int32Array(0), true);
  }

  /** The set itself is none. */
  private pushBranch(node: Node): void {
    if (node.set.length < this.sizeMax) {
      this.push(node, ANY, new Int32Array(0), false);
    }
  }

  /** Pushes the children of a set that is no model. */
  private expand(node: Node): void {
    const { board } = this;
    const full = board.fullBounds(node.set);
    if (full === undefined || node.set.length >= this.sizeMax) {
      return;
    }
    const open: number[] = [];
    const bits = board.openClauses(node.set);
    forEachBit(bits, bits.length, (clause) => open.push(clause));
    this.work += bits.length + open.length;
    if (open.length === 0 && !board.isBlocked(node.set)) {
      this.pushSelf(node);
      return;
    }
    const branch = open.reduce((best, clause) => this.narrower(best, clause), ANY);
    this.pushChildren(node, 0, branch, open, full);
  }

  private narrower(best: number, clause: number): number {
    const { counts } = this.board;
    return best < 0 || (counts[clause] as number) < (counts[best] as number) ? clause : best;
  }

  private pushChildren(
    node: Node,
    from: number,
    branch: number,
    open: readonly number[],
    full: ReadonlySet<number>,
  ): void {
    const fits = this.satisfyingAll(open, from, node.limit);
    const isFree = (slot: number): boolean =>
      this.board.hasRoom(slot, full) && !node.set.includes(slot) && !this.isTaken(slot, node.taken);
    const candidates = this.collect(fits, isFree);
    if (candidates.length > 0) {
      this.push(node, branch, candidates, true);
    }
    if (node.set.length + 2 <= this.sizeMax) {
      const all = branch < 0 ? [] : [branch];
      const others = this.satisfyingAll(all, from, node.limit);
      for (let word = 0; word < others.length; word++) {
        others[word] = (others[word] as number) & ~(fits[word] as number);
      }
      const rest = this.collect(others, isFree);
      if (rest.length > 0) {
        this.push(node, branch, rest, false);
      }
    }
  }

  private isTaken(slot: number, taken: Taken | undefined): boolean {
    const { ranks, rows } = this.board;
    for (let one = taken; one !== undefined; one = one.rest) {
      const isBefore = (ranks[slot] as number) < (ranks[one.slot] as number);
      if (isBefore && (one.clause === ANY || (rows[one.clause] as GrowingSet).has(slot))) {
        return true;
      }
    }
    return false;
  }

  /** The slots from `from` to below `to` that satisfy all of these clauses. */
  private satisfyingAll(clauses: readonly number[], from: number, to: number): Uint32Array {
    const words = (to + 31) >>> 5;
    const fits = new Uint32Array(words).fill(0xffffffff, from >>> 5);
    if (words > 0 && (to & 31) !== 0) {
      fits[words - 1] = (fits[words - 1] as number) & ~(-1 << (to & 31));
    }
    if ((from & 31) !== 0 && from >>> 5 < words) {
      fits[from >>> 5] = (fits[from >>> 5] as number) & (-1 << (from & 31));
    }
    for (const clause of clauses) {
      const row = (this.board.rows[clause] as GrowingSet).words;
      let left = 0;
      for (let word = from >>> 5; word < words; word++) {
        const kept = (fits[word] as number) & (row[word] ?? 0);
        fits[word] = kept;
        left |= kept;
      }
      this.work += words;
      if (left === 0) {
        break;
      }
    }
    return fits;
  }

  /** The members that are free, cheapest first. */
  private collect(bits: Uint32Array, isFree: (slot: number) => boolean): Int32Array {
    const { ranks, byRank } = this.board;
    const found: number[] = [];
    forEachBit(bits, bits.length, (slot) => {
      if (isFree(slot)) {
        found.push(ranks[slot] as number);
      }
    });
    this.work += bits.length + found.length;
    return Int32Array.from(found)
      .sort()
      .map((rank) => byRank[rank] as number);
  }

  /** A model that holds new literals has one that is the newest of all. */
  private branchOnNew(): void {
    const { board, slots } = this;
    if (slots < board.size) {
      const node: Node = { set: [], cost: 0, limit: board.size, taken: undefined };
      const open: number[] = [];
      const bits = board.openClauses([]);
      forEachBit(bits, bits.length, (clause) => open.push(clause));
      this.pushChildren(node, slots, NEWEST, open, new Set());
    }
  }

  /** What the clause excluded until now is a model that has one of those it was widened by. */
  private branchOnWidened(clause: number, ids: readonly number[]): void {
    const { board, formula } = this;
    const { absent } = formula.clauseList[clause] as FormulaClause;
    const set = absent.flatMap((id) => board.slotAt(id) ?? []);
    const slots = ids.flatMap((id) => board.slotAt(id) ?? []).filter((one) => !set.includes(one));
    if (set.length === absent.length && slots.length > 0) {
      const cost = set.reduce((sum, slot) => sum + board.costOf(slot), 0);
      const byRank = slots.sort((a, b) => (board.ranks[a] as number) - (board.ranks[b] as number));
      const node: Node = { set, cost, limit: board.size, taken: undefined };
      this.push(node, clause, Int32Array.from(byRank), true);
    }
  }
}
