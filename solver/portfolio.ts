/**
 * The solver that a hunt uses: two backends behind one interface. Small questions go to MiniSat in
 * its worker; where there are too many merged literals for it, or it gives up, hitting sets take
 * over. Both give the same answers, so that nothing depends on which of them was asked.
 */
import { hit } from './hitting-solver.ts';
import type { Problem, Question, SolveResult, Solver } from './solver.ts';
import { createWorkerSolver, type WorkerSolver } from './worker-solver.ts';
import { type Workspace, Workspaces } from './workspace.ts';

export interface PortfolioOptions {
  /** Milliseconds of wall time for one question. */
  readonly budgetMs: number;
  /** MiniSat is not asked about more merged literals than that. */
  readonly mergedMax?: number;
  /** In place of MiniSat in its worker. */
  readonly first?: Solver;
}

/** Beyond, MiniSat takes more than 50 ms on a busy machine; from some 2000 on it ends in none. */
const MERGED_MAX = 50;

/** Of the budget, what MiniSat may spend before the other backend gets the rest. */
const FIRST_SHARE = 0.25;

/** A solver that is closed answers `unknown` to what it has, and rejects from then on. */
export function createPortfolio(options: PortfolioOptions): WorkerSolver {
  const { budgetMs: usual, mergedMax = MERGED_MAX } = options;
  const worker = createWorkerSolver({ budgetMs: usual });
  const first = options.first ?? worker;
  const workspaces = new Workspaces();
  const outgrown = new WeakSet<Workspace>();
  const closing = new AbortController();

  const ask = async (problem: Problem, question: Question): Promise<SolveResult> => {
    const { budgetMs = usual } = question;
    const workspace = workspaces.of(problem, question);
    const signals = question.signal === undefined ? [] : [question.signal];
    const signal = AbortSignal.any([closing.signal, ...signals]);
    if (workspace.size <= mergedMax && !outgrown.has(workspace)) {
      const share = { budgetMs: budgetMs * FIRST_SHARE, signal };
      const answer = await first.cheapest(workspace.merged(), share);
      if (answer.kind !== 'unknown' || signal.aborted) {
        return answer.kind === 'satisfiable' ? workspace.check(answer) : answer;
      }
      outgrown.add(workspace);
      return hit(workspace, { budgetMs: budgetMs * (1 - FIRST_SHARE), signal });
    }
    return hit(workspace, { budgetMs, signal });
  };

  let last: Promise<unknown> = Promise.resolve();
  return {
    cheapest: (problem, question = {}) => {
      if (closing.signal.aborted) {
        return Promise.reject(new Error('solver: closed before the problem was given'));
      }
      const answer = last.then(() => ask(problem, question));
      last = answer.catch(() => undefined);
      return answer;
    },
    close: async () => {
      closing.abort();
      await worker.close();
      await last;
    },
  };
}
