/**
 * What is kept of a formula between two questions: its merged literals and the search so far. Knows
 * no threads and no time.
 */
import { Formula } from './formula.ts';
import { formulaOf } from './formula-of.ts';
import { HittingSets } from './hitting-set.ts';
import { Merging } from './merging.ts';
import type { Literal, Problem, Question, SolveResult } from './solver.ts';

/** Numbers that the branches of a search may hold: 64 MB. */
const SEARCH_LIMIT = 16_000_000;

export class Workspace {
  readonly merging: Merging;
  private readonly formula: Formula;
  private readonly searchLimit: number;
  private search: HittingSets | undefined;
  private repriced = 0;

  constructor(formula: Formula, searchLimit = SEARCH_LIMIT) {
    this.formula = formula;
    this.searchLimit = searchLimit;
    this.merging = new Merging(formula);
  }

  /** Merged literals: what a search has to choose from. */
  get size(): number {
    return this.merging.live.length;
  }

  refresh(): void {
    this.merging.refresh();
  }

  /** The same question over the merged literals alone; has the same answer. */
  merged(): Problem {
    const live = new Set(this.merging.live);
    return this.formula.over(this.formula.ordered().filter((id) => live.has(id)));
  }

  /** The search, up to date with the refreshed merging. Changed costs begin it anew. */
  searching(): HittingSets {
    const { formula } = this;
    if (this.search === undefined || this.repriced !== formula.repriced) {
      this.restart();
    }
    this.search?.sync();
    return this.search as HittingSets;
  }

  /** Forgets the search. */
  restart(): void {
    this.search = new HittingSets(this.formula, this.merging, this.searchLimit);
    this.repriced = this.formula.repriced;
  }

  /** An answer of another solver over the merged literals, checked as `answer` does. */
  check({ model }: { readonly model: readonly Literal[] }): SolveResult {
    return this.answer(model.map((name) => this.formula.idOf(name)));
  }

  /**
   * The answer that these ids are.
   *
   * Errors: Error when they are no model: a solver is wrong.
   */
  answer(ids: readonly number[]): SolveResult {
    const { formula } = this;
    if (!formula.isModel(ids)) {
      const names = ids.map((id) => formula.nameOf(id));
      throw new Error(`solver: its answer is no model of the problem: ${names.join(' ')}`);
    }
    return {
      kind: 'satisfiable',
      model: ids.map((id) => formula.nameOf(id)),
      cost: ids.reduce((sum, id) => sum + formula.priceOf(id), 0),
    };
  }
}

/** The workspaces of the formulas met so far; one that nobody holds any more is forgotten. */
export class Workspaces {
  private readonly known = new WeakMap<Formula, Workspace>();
  private readonly searchLimit: number | undefined;

  constructor(searchLimit?: number) {
    this.searchLimit = searchLimit;
  }

  /** Refreshed. Assumptions, and problems that are no formulas, get one of their own. */
  of(problem: Problem, { assumptions = [] }: Question = {}): Workspace {
    let formula = problem instanceof Formula ? problem : formulaOf(problem);
    if (assumptions.length > 0) {
      const namesOf = (wanted: boolean): string[] =>
        assumptions.flatMap(({ literal, holds }) => (holds === wanted ? [literal] : []));
      formula = formula.assuming(namesOf(true), namesOf(false));
    }
    const workspace = this.known.get(formula) ?? new Workspace(formula, this.searchLimit);
    this.known.set(formula, workspace);
    workspace.refresh();
    return workspace;
  }
}
