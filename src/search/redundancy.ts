/**
 * Redundancy: what runs that held have shown to be one way of several. Two guesses follow, and
 * decide nothing but the order:
 *
 *   families  a fault that alone did no harm is tried together with its like, as far as the bounds
 *             allow: the same at all peers of a role, in all that its sender sends, in all that its
 *             receiver hears
 *   fewer     a run that held with less (classes of messages between nodes that live are missing)
 *             has fewer ways left: every other hypothesis adds to the faults of the run that misses
 *             most, or to a family that held; so often as it misses much
 *
 * Why: a replicated promise is lost when each of its copies is. Faults at one copy after the other,
 *      each tried alone and then with everything else, come to that late.
 */
import type { Literal, Problem, SolveResult, Solver } from '../../solver/solver.ts';
import type { Bounds } from '../model/bounds.ts';
import type { HuntedFault } from '../model/fault.ts';
import { isClient } from '../model/trace.ts';
import { setKey } from './clauses.ts';
import { classOf, endsOf, type OrderKnowledge } from './cost.ts';
import { fits } from './fault-sets.ts';
import type { FaultLiteral } from './literals.ts';

export interface Redundancy {
  /** What a run under `faults` offers, before it is said whether that run held. */
  note(literals: readonly FaultLiteral[], faults: readonly Literal[]): void;
  /** The run under exactly these faults held. */
  held(faults: readonly FaultLiteral[]): void;
  /** A model of the problem that is a family; undefined if none waits. */
  nextFamily(solver: Solver, problem: Problem): Promise<SolveResult | undefined>;
  /** A model that adds to a run that misses much; undefined if it is not the turn of any. */
  nextFewer(solver: Solver, problem: Problem): Promise<SolveResult | undefined>;
}

/** A set that held, and how much less the system did under it. */
interface Base {
  readonly faults: readonly Literal[];
  /** Classes of messages; one more for a family. */
  readonly missing: number;
  /** How many hypotheses have added to it. */
  picks: number;
}

/** So many hypotheses are tried on a base for each class of messages that is missing. */
const PICKS_PER_CLASS = 8;
/** Of so many hypotheses one adds to a base. */
const TURN = 2;

const linkOf = (fault: HuntedFault): string => endsOf(fault).join('→');
const textsOf = (set: readonly FaultLiteral[]): readonly Literal[] => set.map(({ text }) => text);
const urgencyOf = ({ missing, picks }: Base): number => missing - picks / PICKS_PER_CLASS;

/** Its families: those of its class, by roles, of one sender, and to one receiver. */
function familiesOf(literal: FaultLiteral, roles: OrderKnowledge['roles']): readonly string[] {
  const [from = '', to = ''] = endsOf(literal.fault);
  const ofAnybody = new Map(endsOf(literal.fault).map((node) => [node, 'anybody']));
  const name = classOf(literal, ofAnybody);
  return [classOf(literal, roles), `${name}\nfrom ${from}`, `${name}\nto ${to}`];
}

interface Families {
  note(literal: FaultLiteral): void;
  /** That fault alone did no harm. */
  held(literal: FaultLiteral): void;
  isOne(faults: readonly Literal[]): boolean;
  /** One after the other; undefined when there is none. */
  take(): readonly Literal[] | undefined;
}

function createFamilies(roles: OrderKnowledge['roles'], bounds: Bounds): Families {
  /** Of each family the first literal on each link. */
  const relatives = new Map<string, Map<string, FaultLiteral>>();
  const waiting: (readonly Literal[])[] = [];
  const proposed = new Set<string>();
  return {
    note(literal) {
      const link = linkOf(literal.fault);
      for (const name of literal.fault.kind === 'partition' ? [] : familiesOf(literal, roles)) {
        const links = relatives.get(name) ?? new Map<string, FaultLiteral>();
        if (!links.has(link)) {
          relatives.set(name, links.set(link, literal));
        }
      }
    },
    held(literal) {
      for (const name of familiesOf(literal, roles)) {
        const members = [...(relatives.get(name)?.values() ?? [])];
        const family = members.some(({ text }) => text === literal.text) ? [literal] : [];
        for (const one of family.length === 0 ? [] : members) {
          if (one.text !== literal.text && fits([...family, one], bounds)) {
            family.push(one);
          }
        }
        const texts = family.map(({ text }) => text);
        if (family.length > 1 && !proposed.has(setKey(texts))) {
          proposed.add(setKey(texts));
          waiting.push(texts);
        }
      }
    },
    isOne: (faults) => proposed.has(setKey(faults)),
    take: () => waiting.shift(),
  };
}

interface Losses {
  note(literals: readonly FaultLiteral[], faults: readonly Literal[]): void;
  /**
   * Classes of messages, by link, that fault-free runs have and the latest run under these faults
   * had not, though both ends live, neither is the client, and none of the faults is at them.
   */
  under(faults: readonly FaultLiteral[]): number;
}

function createLosses(roles: OrderKnowledge['roles']): Losses {
  const normal = new Map<string, HuntedFault>();
  const latest = new Map<string, ReadonlySet<string>>();
  const keyOf = (literal: FaultLiteral): string =>
    `${linkOf(literal.fault)}\n${classOf(literal, roles)}`;
  return {
    note(literals, faults) {
      const messages = literals.filter(
        ({ fault: { kind } }) => kind !== 'crash' && kind !== 'delay' && kind !== 'partition',
      );
      for (const literal of faults.length === 0 ? messages : []) {
        normal.set(keyOf(literal), literal.fault);
      }
      latest.set(setKey(faults), new Set(messages.map(keyOf)));
    },
    under(faults) {
      const present = latest.get(setKey(textsOf(faults)));
      const dead = faults.map(({ fault }) => (fault.kind === 'crash' ? fault.node : ''));
      const own = faults.map(keyOf);
      const gone = [...normal].filter(
        ([key, fault]) =>
          present?.has(key) === false &&
          !own.includes(key) &&
          !endsOf(fault).some((node) => isClient(node) || dead.includes(node)),
      );
      return gone.length;
    },
  };
}

async function modelWith(
  solver: Solver,
  problem: Problem,
  faults: readonly Literal[],
): Promise<SolveResult | undefined> {
  const assumptions = faults.map((literal) => ({ literal, holds: true }));
  const answer = await solver.cheapest(problem, { assumptions });
  return answer.kind === 'satisfiable' ? answer : undefined;
}

/** Knows of no run yet. */
export function createRedundancy(
  { weights, roles }: Pick<OrderKnowledge, 'weights' | 'roles'>,
  bounds: Bounds,
): Redundancy {
  const families = createFamilies(roles, bounds);
  const losses = createLosses(roles);
  /** Of each set that held, what was missing. */
  const missingUnder = new Map<string, number>();
  const bases: Base[] = [];
  let asked = 0;
  return {
    note(literals, faults) {
      literals.forEach(families.note);
      losses.note(literals, faults);
    },
    held(faults) {
      if (weights.redundancy === 0) {
        return;
      }
      const texts = textsOf(faults);
      const missing = losses.under(faults) + (families.isOne(texts) ? 1 : 0);
      const before = texts.map((text) => setKey(texts.filter((one) => one !== text)));
      missingUnder.set(setKey(texts), missing);
      if (missing > Math.max(0, ...before.map((key) => missingUnder.get(key) ?? 0))) {
        bases.push({ faults: texts, missing, picks: 0 });
      }
      if (faults.length === 1) {
        faults.forEach(families.held);
      }
    },
    async nextFamily(solver, problem) {
      for (let family = families.take(); family !== undefined; family = families.take()) {
        const answer = await modelWith(solver, problem, family);
        if (answer?.kind === 'satisfiable' && answer.model.length === family.length) {
          return answer;
        }
      }
      return undefined;
    },
    async nextFewer(solver, problem) {
      asked += 1;
      while (asked % TURN === 0 && bases.length > 0) {
        const [base] = bases.sort((a, b) => urgencyOf(b) - urgencyOf(a)) as [Base];
        const answer =
          urgencyOf(base) > 0 ? await modelWith(solver, problem, base.faults) : undefined;
        if (answer !== undefined) {
          base.picks += 1;
          return answer;
        }
        bases.shift();
      }
      return undefined;
    },
  };
}
