/**
 * The second backend: cheapest models by hitting sets over merged literals. Takes over where
 * MiniSat runs out of memory or time. Works on the calling thread, in portions, and lets others
 * have their turn between them.
 */
import type { HittingSets, Step } from './hitting-set.ts';
import type { Problem, Question, SolveResult, Solver } from './solver.ts';
import { type Workspace, Workspaces } from './workspace.ts';

export interface HittingOptions {
  /** Milliseconds of wall time for one question; absent: no limit. */
  readonly budgetMs?: number;
  /** Numbers that the branches may hold. Absent: 64 MB of them. */
  readonly searchLimit?: number;
}

/** Words looked at between two turns: some milliseconds. */
const PORTION = 2_000_000;

/** A solver on this thread that goes on where the last question about a formula ended. */
export function createHittingSolver(options: HittingOptions = {}): Solver {
  const workspaces = new Workspaces(options.searchLimit);
  return {
    cheapest: async (problem: Problem, question: Question = {}) => {
      const { budgetMs } = options;
      const limited = { ...(budgetMs !== undefined && { budgetMs }), ...question };
      return hit(workspaces.of(problem, question), limited);
    },
  };
}

/** Answers by that workspace's search. */
export async function hit(workspace: Workspace, question: Question): Promise<SolveResult> {
  const { budgetMs, signal } = question;
  let late = false;
  const timer = setTimeout(
    () => {
      late = true;
    },
    Math.min(budgetMs ?? 2 ** 31 - 1, 2 ** 31 - 1),
  );
  try {
    for (let search = workspace.searching(), isFresh = false; ; ) {
      if (signal?.aborted === true) {
        return { kind: 'unknown', reason: 'the solver was stopped' };
      }
      if (late) {
        return { kind: 'unknown', reason: `the solver's budget of ${budgetMs} ms is spent` };
      }
      const step = search.advance(PORTION);
      if (step.kind === 'more') {
        await turn();
      } else if (step.kind === 'full' && !isFresh) {
        workspace.restart();
        search = workspace.searching();
        isFresh = true;
      } else {
        return settle(workspace, search, step);
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Timers and messages go first. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

function settle(
  workspace: Workspace,
  { board }: HittingSets,
  step: Exclude<Step, { kind: 'more' }>,
): SolveResult {
  switch (step.kind) {
    case 'model':
      return workspace.answer(step.slots.map((slot) => board.idOf(slot)));
    case 'none':
      return { kind: 'unsatisfiable' };
    case 'full':
      return { kind: 'unknown', reason: 'the search outgrew its memory' };
  }
}
