/**
 * The runner process: owns ptrace, pinned to one processor with all its tracees, runs one
 * experiment after another. It dies with the search process, and with it (PTRACE_O_EXITKILL) all
 * that it started.
 */
import { join } from 'node:path';
import { type Follower, RunBook } from '../lineage/run-book.ts';
import { ensure } from '../model/errors.ts';
import { emptyTrace } from '../model/packed-trace.ts';
import type { RunRequest, RunResult } from '../model/run.ts';
import type { Watch } from '../model/witness.ts';
import { equalNodes } from '../spec/equal-nodes.ts';
import { type Engine, openEngine } from '../tracer/engine.ts';
import { Tracer } from '../tracer/tracer.ts';
import { type Bin, binOf } from './discard.ts';
import { runExperiment } from './experiment.ts';
import { hideTunables } from './memory.ts';
import {
  checkWire,
  type FromRunner,
  sendable,
  sentResult,
  type ToRunner,
  WIRE_VERSION,
} from './protocol.ts';

type Begin = Extract<ToRunner, { kind: 'begin' }>;

const send = (message: FromRunner): void => {
  process.send?.(message);
};

type Begun = Begin & { readonly engine: Engine; readonly book: RunBook; readonly bin: Bin };

let begun: Begun | undefined;

const begin = (message: Begin): void => {
  checkWire(message.wire);
  const engine = openEngine();
  engine.guard();
  engine.pin(message.cpu);
  if (message.steady) {
    engine.steady();
  }
  Tracer.subscribe(engine, message.spec.observe);
  const book = new RunBook(equalNodes(message.spec));
  begun = { ...message, engine, book, bin: binOf(message.runsDirectory) };
  send({ kind: 'ready', wire: WIRE_VERSION });
};

const run = async (request: RunRequest): Promise<void> => {
  ensure(begun !== undefined, 'a runner was asked to run before it was told what');
  const directory = join(begun.runsDirectory, String(request.id));
  const { spec, engine, book, bin } = begun;
  const followers: Follower[] = [];
  const follow: Watch = (view) => {
    const follower = book.follow(view);
    followers.push(follower);
    return follower;
  };
  const watches = request.follow === true ? [follow] : [];
  const result = await runExperiment(spec, request, directory, engine, { watches, bin });
  send({ kind: 'result', result: sentResult(withClass(result, followers[0])) });
  // All that the run needed is garbage now, and the search thinks: in its middle that takes longer.
  globalThis.gc?.({ type: 'minor', execution: 'sync' });
};

/** A run that could not be followed, or was broken off, is of no class. */
const withClass = (result: RunResult, follower: Follower | undefined): RunResult => {
  if (follower === undefined || result.verdict.kind === 'inconclusive') {
    return result;
  }
  const followed = follower.end();
  const trace = followed.isNew ? result.trace : emptyTrace(result.trace.spec);
  return { ...result, trace, followed };
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

hideTunables();
process.on('message', (message: ToRunner) => void handle(message));
// The terminal sends Ctrl-C to both processes: the search decides what becomes of it.
process.on('SIGINT', () => undefined);
process.on('disconnect', end);
