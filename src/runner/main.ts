/**
 * The runner process: owns ptrace, pinned to one processor with all its tracees, runs one
 * experiment after another. It dies with the search process, and with it (PTRACE_O_EXITKILL) all
 * that it started.
 */
import { join } from 'node:path';
import { ensure } from '../model/errors.ts';
import type { RunRequest } from '../model/run.ts';
import { type Engine, openEngine } from '../tracer/engine.ts';
import { Tracer } from '../tracer/tracer.ts';
import { runExperiment } from './experiment.ts';
import { type FromRunner, sendable, sentResult, type ToRunner } from './protocol.ts';

type Begin = Extract<ToRunner, { kind: 'begin' }>;

const send = (message: FromRunner): void => {
  process.send?.(message);
};

let begun: (Begin & { readonly engine: Engine }) | undefined;

const begin = (message: Begin): void => {
  const engine = openEngine();
  engine.guard();
  engine.pin(message.cpu);
  Tracer.subscribe(engine, message.spec.observe);
  begun = { ...message, engine };
  send({ kind: 'ready' });
};

const run = async (request: RunRequest): Promise<void> => {
  ensure(begun !== undefined, 'a runner was asked to run before it was told what');
  const directory = join(begun.runsDirectory, String(request.id));
  const result = await runExperiment(begun.spec, request, directory, begun.engine);
  send({ kind: 'result', result: sentResult(result) });
};

/** In the middle of a run as well: nothing that was started outlives this process. */
const end = (): never => {
  begun?.engine.close();
  process.exit(0);
};

const handle = async (message: ToRunner): Promise<void> => {
  try {
    if (message.kind === 'begin') {
      begin(message);
    } else if (message.kind === 'run') {
      await run(message.request);
    } else {
      end();
    }
  } catch (error) {
    send({ kind: 'error', error: sendable(error) });
  }
};

process.on('message', (message: ToRunner) => void handle(message));
// The terminal sends Ctrl-C to both processes: the search decides what becomes of it.
process.on('SIGINT', () => undefined);
process.on('disconnect', end);
