/**
 * Cover: once the first of each class of faults has been tried, what comes again is tried two at a
 * time, each with another that no run has met, until each place of the fault-free runs has been
 * struck; what finds no other is tried alone, every second time. A guess that such faults are
 * alike; it decides nothing but the order.
 *
 * Why: where a single fault breaks the promise, sets of two meet it twice as soon as sets of one.
 *      That is what chance does, and what an order that starts with single faults loses to.
 */
import type { Literal, Problem, SolveResult, Solver } from '../../solver/solver.ts';
import type { Bounds } from '../model/bounds.ts';
import { endsOf } from './cost.ts';
import { fits } from './fault-sets.ts';
import type { FaultLiteral } from './literals.ts';

export interface Cover {
  /** What a run under `faults` offers: places of fault-free runs are to be covered. */
  note(literals: readonly FaultLiteral[], faults: readonly Literal[]): void;
  /** A run was made for exactly these faults, or is known to be of no use. */
  tried(faults: readonly Literal[], hasHeld: boolean): void;
  isOpen(text: Literal): boolean;
  /** A model with the first open literals of that list; undefined when there is none. */
  next(
    solver: Solver,
    problem: Problem,
    literals: readonly FaultLiteral[],
  ): Promise<SolveResult | undefined>;
}

/** A literal that was tried so often counts as struck, though no run of it held. */
const TRIES_MAX = 2;
/** So many literals are tried as the second of a set. */
const PARTNERS_MAX = 4;

/** `crash` would keep `other` from striking. */
function masks(crash: FaultLiteral, other: FaultLiteral): boolean {
  return (
    crash.fault.kind === 'crash' &&
    other.distance <= crash.distance &&
    endsOf(other.fault).includes(crash.fault.node)
  );
}

/** Nothing is to be covered yet. */
export function createCover(bounds: Bounds): Cover {
  const open = new Set<Literal>();
  const met = new Set<Literal>();
  const tries = new Map<Literal, number>();
  let isAloneDue = true;
  const close = (text: Literal): void => {
    open.delete(text);
    met.add(text);
  };
  return {
    note(literals, faults) {
      for (const { text } of faults.length === 0 ? literals : []) {
        if (!met.has(text)) {
          open.add(text);
        }
      }
    },
    tried(faults, hasHeld) {
      for (const text of faults) {
        const count = (tries.get(text) ?? 0) + 1;
        tries.set(text, count);
        if (hasHeld || count >= TRIES_MAX) {
          close(text);
        }
      }
    },
    isOpen: (text) => open.has(text),
    async next(solver, problem, literals) {
      const modelWith = async (faults: readonly FaultLiteral[]): Promise<SolveResult> =>
        solver.cheapest(problem, {
          assumptions: faults.map(({ text }) => ({ literal: text, holds: true })),
        });
      for (const first of literals.filter(({ text }) => open.has(text))) {
        const alone = await modelWith([first]);
        if (alone.kind === 'unknown') {
          return undefined;
        }
        if (alone.kind === 'unsatisfiable') {
          close(first.text);
          continue;
        }
        const isPartner = (one: FaultLiteral): boolean =>
          open.has(one.text) &&
          one !== first &&
          fits([first, one], bounds) &&
          !masks(first, one) &&
          !masks(one, first);
        for (const one of literals.filter(isPartner).slice(0, PARTNERS_MAX)) {
          const both = await modelWith([first, one]);
          if (both.kind === 'satisfiable') {
            return both;
          }
        }
        isAloneDue = !isAloneDue;
        return isAloneDue ? undefined : alone;
      }
      return undefined;
    },
  };
}
