/**
 * A solver on a thread of its own, with a time budget: the one that a hunt uses. Knows threads and
 * clocks; how a model is found is the business of the worker's side (worker-entry.ts).
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { plain } from './plain.ts';
import type { Problem, Question, SolveResult, Solver } from './solver.ts';
import type { WorkerReply } from './worker-entry.ts';

export interface WorkerSolverOptions {
  /**
   * Milliseconds of wall time for one problem, counted from the moment that a loaded worker gets
   * it.
   */
  readonly budgetMs: number;
  /** Module to run in the worker in place of worker-entry.ts; it must reply as that one does. */
  readonly entry?: URL;
}

export interface WorkerSolver extends Solver {
  /**
   * Ends the worker. Problems not answered yet are answered `unknown`; `cheapest` rejects from now
   * on.
   */
  close(): Promise<void>;
}

interface Hand {
  readonly worker: Worker;
  /** Has loaded the solver. */
  ready: boolean;
  ended: boolean;
}

const CLOSED: SolveResult = { kind: 'unknown', reason: 'the solver was closed' };
const STOPPED: SolveResult = { kind: 'unknown', reason: 'the solver was stopped' };

/**
 * Solves problems one at a time, in the order of the calls. When the budget is spent or the worker
 * runs out of memory, the answer is `unknown` and the next problem gets a fresh worker. The worker
 * is started by the first problem, and does not keep the process alive while it has none.
 *
 * Errors: `cheapest` rejects with what the worker threw (malformed problem, failed re-check), or
 *         when the worker ends by itself.
 */
export function createWorkerSolver(options: WorkerSolverOptions): WorkerSolver {
  const { budgetMs: usual, entry } = options;
  const script = entry ?? new URL(`./worker-entry${extname(import.meta.url)}`, import.meta.url);
  let hand: Hand | undefined;
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();

  const solve = async (problem: Problem, question: Question): Promise<SolveResult> => {
    const { budgetMs = usual, signal } = question;
    if (closed) {
      return CLOSED;
    }
    if (signal?.aborted === true) {
      return STOPPED;
    }
    const used = hand === undefined || hand.ended ? hire(script) : hand;
    hand = used;
    used.worker.ref();
    const end = await work(used, plain(problem, question), budgetMs, signal).finally(() =>
      used.worker.unref(),
    );
    if (end.kind === 'reply') {
      return settle(end.reply);
    }
    hand = undefined;
    await used.worker.terminate();
    return closed ? CLOSED : giveUp(end, budgetMs);
  };

  return {
    cheapest: (problem, question = {}) => {
      if (closed) {
        return Promise.reject(new Error('worker solver: closed before the problem was given'));
      }
      const answer = last.then(() => solve(problem, question));
      last = answer.catch(() => undefined);
      return answer;
    },
    close: async () => {
      closed = true;
      await hand?.worker.terminate();
      await last;
    },
  };
}

/** How the work on one problem ended; after all but `reply` the worker is of no more use. */
type End =
  | { readonly kind: 'reply'; readonly reply: WorkerReply }
  | { readonly kind: 'late' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly error: unknown };

function hire(script: URL): Hand {
  const worker = new Worker(script);
  worker.unref();
  const hand: Hand = { worker, ready: false, ended: false };
  const end = (): void => {
    hand.ended = true;
  };
  worker.on('error', end);
  worker.on('exit', end);
  return hand;
}

function work(
  hand: Hand,
  problem: Problem,
  budgetMs: number,
  signal: AbortSignal | undefined,
): Promise<End> {
  const { worker } = hand;
  return new Promise<End>((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const stop = (end: End): void => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      signal?.removeEventListener('abort', onAbort);
      resolve(end);
    };
    const onAbort = (): void => stop({ kind: 'stopped' });
    const onMessage = (reply: WorkerReply): void => {
      if (reply.kind === 'ready') {
        give();
      } else {
        stop({ kind: 'reply', reply });
      }
    };
    const onError = (error: unknown): void => stop({ kind: 'failed', error });
    const onExit = (code: number): void =>
      stop({ kind: 'failed', error: new Error(`solver worker: ended by itself, code ${code}`) });
    const give = (): void => {
      hand.ready = true;
      timer = setTimeout(() => stop({ kind: 'late' }), budgetMs);
      worker.postMessage(problem);
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    signal?.addEventListener('abort', onAbort);
    if (hand.ready) {
      give();
    }
  });
}

function settle(reply: WorkerReply): SolveResult {
  if (reply.kind === 'answer') {
    return reply.result;
  }
  throw reply.kind === 'error' ? reply.error : new Error('solver worker: ready twice');
}

function giveUp(end: Exclude<End, { kind: 'reply' }>, budgetMs: number): SolveResult {
  if (end.kind === 'stopped') {
    return STOPPED;
  }
  if (end.kind === 'late') {
    return { kind: 'unknown', reason: `the solver's budget of ${budgetMs} ms is spent` };
  }
  if ((end.error as { code?: unknown } | null)?.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return { kind: 'unknown', reason: 'the solver ran out of memory' };
  }
  throw end.error;
}
