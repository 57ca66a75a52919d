/**
 * Leads: what a system does only under some faults, it does to make up for them. What would cut
 * that off as well is tried with these faults at once, before anything else; but for what goes to
 * the client or comes from it.
 *
 * Why: the way out of one fault is code that seldom runs. Three-phase commit fails when the word of
 *      an abort is lost, and there is an abort only where an acknowledgement was lost before.
 */
import type { Literal, Problem, SolveResult, Solver } from '../../solver/solver.ts';
import { isClient } from '../model/trace.ts';
import { classOf, endsOf, type OrderKnowledge } from './cost.ts';
import type { FaultLiteral } from './literals.ts';

/** Literals of one class that was first seen under these faults. */
interface Lead {
  readonly faults: readonly Literal[];
  readonly literals: readonly Literal[];
}

export interface Leads {
  /** What a run under `faults` offers. Without faults it is no lead, and never will be one. */
  note(literals: readonly FaultLiteral[], faults: readonly Literal[]): void;
  /**
   * A model of the problem that follows the oldest open lead; undefined if none has one. Each lead
   * is followed once.
   */
  next(solver: Solver, problem: Problem): Promise<SolveResult | undefined>;
}

/** Literals of one lead that are tried in turn: most are alike. */
const TRIES_MAX = 4;

/** What the client asks for on its way out, and what it is told, is no work of the system's. */
const isOfClient = ({ fault }: FaultLiteral): boolean =>
  fault.kind !== 'crash' && endsOf(fault).some(isClient);

/** No leads yet. */
export function createLeads({ weights, roles }: Pick<OrderKnowledge, 'weights' | 'roles'>): Leads {
  const classes = new Set<string>();
  const leads: Lead[] = [];
  return {
    note(literals, faults) {
      const fresh = new Map<string, Literal[]>();
      for (const literal of literals) {
        const name = classOf(literal, roles);
        const texts = fresh.get(name) ?? [];
        if (!classes.has(name) && texts.length < TRIES_MAX && !isOfClient(literal)) {
          texts.push(literal.text);
          fresh.set(name, texts);
        }
      }
      for (const [name, texts] of fresh) {
        classes.add(name);
        if (faults.length > 0 && weights.leads > 0) {
          leads.push({ faults, literals: texts });
        }
      }
    },
    async next(solver, problem) {
      for (let lead = leads.shift(); lead !== undefined; lead = leads.shift()) {
        const { faults, literals } = lead;
        for (const literal of literals) {
          const set = [...faults, literal];
          const assumptions = set.map((one) => ({ literal: one, holds: true }));
          const answer = await solver.cheapest(problem, { assumptions });
          if (answer.kind === 'satisfiable') {
            return answer;
          }
        }
      }
      return undefined;
    },
  };
}
