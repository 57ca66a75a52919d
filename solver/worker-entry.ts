/**
 * The worker thread of worker-solver.ts: solves one problem after another. Knows nothing of
 * budgets; the other side terminates it.
 */
import { parentPort } from 'node:worker_threads';
import { Instance } from './instance.ts';
import { cheapestByLogic } from './logic-backend.ts';
import type { Problem, SolveResult } from './solver.ts';

/** `ready` once; then one answer a problem. `error` is what the solver threw. */
export type WorkerReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly result: SolveResult }
  | { readonly kind: 'error'; readonly error: unknown };

const port = parentPort;
if (port === null) {
  throw new Error('worker-entry: to be started as a worker thread');
}

// logic-solver prints when it runs out of memory; the output of this process is not the solver's.
process.stdout.write = () => true;

const instance = new Instance();
const reply = (message: WorkerReply): void => port.postMessage(message);

port.on('message', (problem: Problem) => {
  try {
    reply({ kind: 'answer', result: cheapestByLogic(problem, instance) });
  } catch (error) {
    reply({ kind: 'error', error });
  }
});
reply({ kind: 'ready' });
