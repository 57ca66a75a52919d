/**
 * The space of hypotheses: the literals observed so far, what runs have taught about them, and
 * which sets are settled. Turns into a problem for the solver, and back into fault sets. Runs
 * nothing.
 */
import { countModels } from '../../solver/count.ts';
import type { AtMost, Literal, Problem, Solver } from '../../solver/solver.ts';
import type { Bounds } from '../model/bounds.ts';
import { ensure } from '../model/errors.ts';
import { HUNTED_KINDS } from '../model/fault.ts';
import { createClauseStore, setKey } from './clauses.ts';
import { byCost, costOf } from './cost.ts';
import { countFaultSets } from './fault-sets.ts';
import type { FaultLiteral } from './literals.ts';

/** How a set was settled by a run of exactly that set. */
export type Settlement = 'held' | 'vacuous' | 'unreachable' | 'inconclusive' | 'violated';

export interface SettledSet {
  readonly literals: readonly Literal[];
  readonly settlement: Settlement;
}

export type NextHypothesis =
  | { readonly kind: 'hypothesis'; readonly literals: readonly FaultLiteral[] }
  | { readonly kind: 'exhausted' }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface HypothesisSpace {
  /** Adds literals that are new; one that is known keeps its earliest position. */
  add(literals: readonly FaultLiteral[]): void;
  literal(text: Literal): FaultLiteral | undefined;
  /** Cheapest first. */
  literals(): readonly FaultLiteral[];
  /** See ClauseStore.learn. */
  learn(faults: readonly Literal[], hits: ReadonlySet<Literal>): void;
  /**
   * Blocks exactly that set and files it; a set already held, vacuous or violated keeps its
   * settlement.
   */
  settle(literals: readonly Literal[], settlement: Settlement): void;
  settlementOf(literals: readonly Literal[]): Settlement | undefined;
  settled(): readonly SettledSet[];
  /** A confirmed violation: no superset is tried. */
  blockSupersets(literals: readonly Literal[]): void;
  violations(): readonly (readonly Literal[])[];
  /** No hypothesis holds that literal any more. */
  retire(literal: Literal): void;
  retired(): readonly Literal[];
  problem(): Problem;
  next(solver: Solver): Promise<NextHypothesis>;
  /** Sets that nothing has settled, blocked or implied; counted up to `limit`. */
  left(limit: number): number;
  readonly bounds: Bounds;
}

function boundsOver(literals: readonly FaultLiteral[], bounds: Bounds): readonly AtMost[] {
  const atMost: AtMost[] = [{ literals: literals.map(({ text }) => text), max: bounds.faultsMax }];
  for (const kind of HUNTED_KINDS) {
    const own = literals.filter(({ fault }) => fault.kind === kind).map(({ text }) => text);
    atMost.push({ literals: own, max: bounds.perKindMax[kind] });
  }
  const exclusions = new Map<string, Literal[]>();
  for (const { text, fault, exclusion } of literals) {
    const key = `${fault.kind} ${exclusion}`;
    exclusions.set(key, [...(exclusions.get(key) ?? []), text]);
  }
  for (const own of exclusions.values()) {
    atMost.push({ literals: own, max: 1 });
  }
  return atMost.filter((bound) => bound.literals.length > bound.max);
}

/** An empty space. */
export function createHypothesisSpace(bounds: Bounds): HypothesisSpace {
  const universe = new Map<Literal, FaultLiteral>();
  const store = createClauseStore();
  const settledSets = new Map<string, SettledSet>();
  const cores: (readonly Literal[])[] = [];
  const retired = new Set<Literal>();

  const space: HypothesisSpace = {
    bounds,
    add(literals) {
      for (const literal of literals) {
        const known = universe.get(literal.text);
        if (known === undefined || literal.position < known.position) {
          universe.set(literal.text, { ...literal, ...(known && { ladder: known.ladder }) });
        }
      }
    },
    literal: (text) => universe.get(text),
    literals: () => [...universe.values()].sort(byCost),
    learn: (faults, hits) => store.learn(faults, hits),
    settle(literals, settlement) {
      store.blockSet(literals);
      const key = setKey(literals);
      const known = settledSets.get(key)?.settlement;
      if (known === undefined || known === 'unreachable' || known === 'inconclusive') {
        settledSets.set(key, { literals, settlement });
      }
    },
    settlementOf: (literals) => settledSets.get(setKey(literals))?.settlement,
    settled: () => [...settledSets.values()],
    blockSupersets(literals) {
      store.blockSupersets(literals);
      cores.push(literals);
    },
    violations: () => cores,
    retire(literal) {
      store.blockSupersets([literal]);
      retired.add(literal);
    },
    retired: () => [...retired].sort(),
    problem() {
      const literals = space.literals();
      const texts = literals.map(({ text }) => text);
      return {
        costs: new Map(literals.map((literal) => [literal.text, costOf(literal)])),
        // The empty set is the baselines' business: some literal must hold.
        clauses: [{ absent: [], present: texts }, ...store.over(texts, bounds.faultsMax)],
        atMost: boundsOver(literals, bounds),
      };
    },
    async next(solver) {
      if (universe.size === 0) {
        return { kind: 'exhausted' };
      }
      const answer = await solver.cheapest(space.problem());
      if (answer.kind === 'unknown') {
        return answer;
      }
      if (answer.kind === 'unsatisfiable') {
        return { kind: 'exhausted' };
      }
      const literals = answer.model.map((text) => {
        const literal = universe.get(text);
        ensure(literal !== undefined, `the solver answered with an unknown literal: ${text}`);
        return literal;
      });
      return { kind: 'hypothesis', literals };
    },
    left: (limit) =>
      universe.size === 0 ? 0 : countModels(space.problem(), bounds.faultsMax, limit).count,
  };
  return space;
}

/** All fault sets within the space's bounds, over all its literals. */
export function totalOf(space: HypothesisSpace): number {
  return countFaultSets(space.literals(), space.bounds);
}
