/**
 * The space of hypotheses: the literals observed so far, what runs have taught about them, and
 * which sets are settled. Turns into a problem for the solver, and back into fault sets. Runs
 * nothing.
 */
import { countModels } from '../../solver/count.ts';
import { Formula } from '../../solver/formula.ts';
import type { Literal, Problem, SolveResult, Solver } from '../../solver/solver.ts';
import { type Bounds, mostOf } from '../model/bounds.ts';
import { ensure } from '../model/errors.ts';
import { HUNTED_KINDS, type HuntedKind } from '../model/fault.ts';
import { EQUAL_WEIGHTS, type OrderWeights } from '../model/order.ts';
import { createClauseStore, type Reason, setKey, type Ways } from './clauses.ts';
import { createPricing, type OrderKnowledge, plainCostOf } from './cost.ts';
import { createCover } from './cover.ts';
import { countFaultSets } from './fault-sets.ts';
import { createIdleMemory } from './idle.ts';
import { createLeads } from './leads.ts';
import { createLightWays, type LightWay } from './light.ts';
import type { FaultLiteral } from './literals.ts';
import { createRedundancy } from './redundancy.ts';

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
  /**
   * Adds literals that are new; one that is known keeps its earliest position. `faults`: those of
   * the run that offers them, for leads (leads.ts). Absent: of no lead.
   */
  add(literals: readonly FaultLiteral[], faults?: readonly Literal[]): void;
  literal(text: Literal): FaultLiteral | undefined;
  /** The faults of the first run that offered it; none for one that no run has. */
  offeredUnder(text: Literal): readonly Literal[];
  /** Cheapest first. */
  literals(): readonly FaultLiteral[];
  /** See ClauseStore.learn. */
  learn(faults: readonly Literal[], hits: ReadonlySet<Literal>): void;
  /** See ClauseStore.learnWays and lighten; `light`: of some of the ways, by name. */
  learnWays(faults: readonly Literal[], ways: Ways, light?: ReadonlyMap<string, LightWay>): void;
  /** See ClauseStore.follow and exclude. */
  follow(later: Literal, sooner: Literal): void;
  exclude(faults: readonly Literal[]): void;
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
  /** See ClauseStore. */
  reasons(): ReadonlySet<Reason>;
  without(reasons: readonly Reason[]): Problem;
  /** Sets that nothing has settled, blocked or implied; counted up to `limit`. */
  left(limit: number): number;
  readonly bounds: Bounds;
}

/** The bounds that a literal is under: on all, on its kind, on those that exclude each other. */
function createBounding(formula: Formula, bounds: Bounds): (literal: FaultLiteral) => number[] {
  const overall = formula.addBound(bounds.faultsMax);
  const kinds = new Map<HuntedKind, number>(
    HUNTED_KINDS.map((kind) => [kind, formula.addBound(mostOf(bounds, kind))]),
  );
  const exclusions = new Map<string, number>();
  return ({ fault, exclusion }) => {
    const own = exclusions.get(exclusion) ?? formula.addBound(1);
    exclusions.set(exclusion, own);
    return [overall, kinds.get(fault.kind) as number, own];
  };
}

interface Prices {
  /** Enters literals and gives the formula what they cost. */
  enter(literals: readonly FaultLiteral[]): void;
  costOf(literal: FaultLiteral): number;
  /** First of its class, and not known to leave nothing promised. */
  isFirst(literal: FaultLiteral): boolean;
  /** A run of that literal alone was vacuous: it may cost more now, and so may others. */
  noteIdle(literal: FaultLiteral, all: Iterable<FaultLiteral>): void;
}

/** What literals cost now, as the formula knows it. */
function createPrices(formula: Formula, bounds: Bounds, order: OrderKnowledge | undefined): Prices {
  const pricing = order && createPricing(order);
  const idle = createIdleMemory();
  const boundsOf = createBounding(formula, bounds);
  const costOf = (literal: FaultLiteral): number =>
    pricing?.costOf(literal, idle.has(literal)) ?? plainCostOf(literal);
  const put = (literal: FaultLiteral): void =>
    formula.put(formula.idOf(literal.text), costOf(literal), boundsOf(literal));
  return {
    enter(literals) {
      pricing?.enter(literals);
      literals.forEach(put);
    },
    costOf,
    isFirst: (literal) => pricing?.isFirst(literal) === true && !idle.has(literal),
    noteIdle(literal, all) {
      idle.note(literal);
      for (const one of all) {
        if (idle.has(one)) {
          put(one);
        }
      }
    },
  };
}

const NO_GUESSES: OrderWeights = { ...EQUAL_WEIGHTS, leads: 0, redundancy: 0, cover: 0 };

/** Hypotheses that follow a guess, before the cheapest is asked for. */
interface Guesses {
  /** What a run under `faults` offers, before it is said how that run ended. */
  note(literals: readonly FaultLiteral[], faults: readonly Literal[]): void;
  settled(faults: readonly FaultLiteral[], hasHeld: boolean): void;
  /** A model of the problem; undefined if no guess is to be followed. Literals: cheapest first. */
  next(
    solver: Solver,
    problem: Problem,
    literals: readonly FaultLiteral[],
  ): Promise<SolveResult | undefined>;
}

/**
 * Leads first, one at a time, then families. When the first of each class have been tried, cover;
 * before and after that what is left where less is.
 */
function createGuesses(
  order: Pick<OrderKnowledge, 'weights' | 'roles'>,
  bounds: Bounds,
  isFirst: (literal: FaultLiteral) => boolean,
): Guesses {
  const leads = createLeads(order);
  const redundancy = createRedundancy(order, bounds);
  const cover = createCover(bounds);
  let isLeadDue = true;
  return {
    note(literals, faults) {
      leads.note(literals, faults);
      redundancy.note(literals, faults);
      cover.note(literals, faults);
    },
    settled(faults, hasHeld) {
      const texts = faults.map(({ text }) => text);
      cover.tried(texts, hasHeld);
      if (hasHeld) {
        redundancy.held(faults);
      }
    },
    async next(solver, problem, literals) {
      const lead = isLeadDue ? await leads.next(solver, problem) : undefined;
      isLeadDue = lead === undefined;
      const urgent = lead ?? (await redundancy.nextFamily(solver, problem));
      if (urgent !== undefined) {
        return urgent;
      }
      const cheapest =
        order.weights.cover > 0 ? literals.find(({ text }) => cover.isOpen(text)) : undefined;
      const isDue = cheapest !== undefined && !isFirst(cheapest);
      const covering = isDue ? await cover.next(solver, problem, literals) : undefined;
      return covering ?? (await redundancy.nextFewer(solver, problem));
    },
  };
}

function hypothesisOf(
  answer: SolveResult,
  universe: ReadonlyMap<Literal, FaultLiteral>,
): NextHypothesis {
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
}

/** The literals that runs have offered, and their order. */
interface Universe {
  /** Those that are new, or are met sooner than so far. */
  add(literals: readonly FaultLiteral[]): readonly FaultLiteral[];
  readonly byText: ReadonlyMap<Literal, FaultLiteral>;
  /** The cheapest first. Another list after each that is added, and after `reprice`. */
  sorted(): readonly FaultLiteral[];
  /** Costs have changed. */
  reprice(): void;
}

function createUniverse(costOf: (literal: FaultLiteral) => number): Universe {
  const byText = new Map<Literal, FaultLiteral>();
  let sorted: readonly FaultLiteral[] | undefined;
  return {
    byText,
    add(literals) {
      const added: FaultLiteral[] = [];
      for (const literal of literals) {
        const known = byText.get(literal.text);
        if (known === undefined || literal.position < known.position) {
          const one = { ...literal, ...(known && { ladder: known.ladder }) };
          byText.set(literal.text, one);
          added.push(one);
          sorted = undefined;
        }
      }
      return added;
    },
    sorted() {
      sorted ??= [...byText.values()]
        .map((literal) => ({ literal, cost: costOf(literal) }))
        .sort((a, b) => a.cost - b.cost || (a.literal.text < b.literal.text ? -1 : 1))
        .map(({ literal }) => literal);
      return sorted;
    },
    reprice() {
      sorted = undefined;
    },
  };
}

/**
 * An empty space. `order`: without weights small sets come first; without roles each node has its
 * own.
 */
export function createHypothesisSpace(
  bounds: Bounds,
  order: Partial<OrderKnowledge> = {},
): HypothesisSpace {
  const { weights, roles = new Map<string, string>() } = order;
  const knowledge = weights && { weights, roles };
  const formula = new Formula('named');
  const prices = createPrices(formula, bounds, knowledge);
  const universe = createUniverse(prices.costOf);
  const guesses = createGuesses(
    knowledge ?? { weights: NO_GUESSES, roles },
    bounds,
    prices.isFirst,
  );
  const store = createClauseStore(formula);
  const lightWays = createLightWays(store, universe.byText);
  // The empty set is the baselines' business: some literal must hold.
  store.blockSet([]);
  const settledSets = new Map<string, SettledSet>();
  const cores: (readonly Literal[])[] = [];
  const retired = new Set<Literal>();
  const offers = new Map<Literal, readonly Literal[]>();

  const space: HypothesisSpace = {
    ...store,
    bounds,
    add(literals, faults = []) {
      const added = universe.add(literals);
      prices.enter(added);
      lightWays.enter(added);
      guesses.note(literals, faults);
      for (const { text } of added) {
        offers.set(text, offers.get(text) ?? faults);
      }
    },
    learnWays(faults, ways, light = new Map()) {
      store.learnWays(faults, ways);
      lightWays.learn(faults, light);
    },
    literal: (text) => universe.byText.get(text),
    offeredUnder: (text) => offers.get(text) ?? [],
    literals: universe.sorted,
    settle(literals, settlement) {
      store.blockSet(literals);
      const key = setKey(literals);
      const before = settledSets.get(key)?.settlement;
      if (before === undefined || before === 'unreachable' || before === 'inconclusive') {
        settledSets.set(key, { literals, settlement });
      }
      const known = literals.flatMap((text) => universe.byText.get(text) ?? []);
      guesses.settled(known, settlement === 'held');
      const only = literals.length === 1 ? universe.byText.get(literals[0] ?? '') : undefined;
      if (settlement === 'vacuous' && only !== undefined) {
        prices.noteIdle(only, universe.byText.values());
        universe.reprice();
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
    problem: () => formula,
    async next(solver) {
      if (universe.byText.size === 0) {
        return { kind: 'exhausted' };
      }
      const guess = await guesses.next(solver, formula, space.literals());
      return hypothesisOf(guess ?? (await solver.cheapest(formula)), universe.byText);
    },
    left: (limit) =>
      universe.byText.size === 0 ? 0 : countModels(space.problem(), bounds.faultsMax, limit).count,
  };
  return space;
}

/** By a space's list of literals, which is another one after each that is added. */
const totals = new WeakMap<readonly FaultLiteral[], number>();

/** All fault sets within the space's bounds, over all its literals. */
export function totalOf(space: HypothesisSpace): number {
  const literals = space.literals();
  const total = totals.get(literals) ?? countFaultSets(literals, space.bounds);
  totals.set(literals, total);
  return total;
}
