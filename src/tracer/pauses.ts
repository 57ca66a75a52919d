/**
 * Nodes that stand still: all their threads are kept in a stop until the pause is over. Who was in
 * a stop of ours already goes on from there then; the others go on where they were interrupted.
 */
import { readFileSync } from 'node:fs';
import type { Fault } from '../model/fault.ts';
import type { NodeName } from '../model/trace.ts';
import type { Context, Resume } from './context.ts';
import type { Thread } from './processes.ts';

/** A node may be paused by several faults at once; it goes on when the last is over. */
interface Pause {
  readonly faults: Set<Fault>;
  readonly later: Map<Thread, Exclude<Resume, 'stay'>>;
}

export class Pauses {
  readonly #pauses = new Map<NodeName, Pause>();

  isPaused(node: NodeName): boolean {
    return this.#pauses.has(node);
  }

  /** True: it stays where it is, and goes on like that when the pause is over. */
  keeps(thread: Thread, resume: Exclude<Resume, 'stay'>): boolean {
    const pause = this.#pauses.get(thread.process.node);
    pause?.later.set(thread, resume);
    return pause !== undefined;
  }

  begin(context: Context, node: NodeName, fault: Fault): void {
    const pause = this.#pauses.get(node) ?? { faults: new Set(), later: new Map() };
    pause.faults.add(fault);
    this.#pauses.set(node, pause);
    for (const { tid } of threadsOf(context, node)) {
      context.engine.hold(tid, true);
    }
  }

  end(context: Context, node: NodeName, fault: Fault): void {
    const pause = this.#pauses.get(node);
    pause?.faults.delete(fault);
    if (pause === undefined || pause.faults.size > 0) {
      return;
    }
    this.#pauses.delete(node);
    const threads = threadsOf(context, node);
    for (const { tid } of threads) {
      context.engine.hold(tid, false);
    }
    for (const [thread, resume] of pause.later) {
      if (threads.includes(thread)) {
        context.engine.resume(thread.tid, resume);
      }
    }
  }
}

const threadsOf = ({ processes }: Context, node: NodeName): Thread[] =>
  [...processes.threads()].filter(({ process }) => process.node === node);

const LOOK_MS = 0.1;
const LOOKS_MAX = 500;

const stateOf = (tid: number): string => {
  try {
    const text = readFileSync(`/proc/${tid}/stat`, 'latin1');
    return text.charAt(text.lastIndexOf(')') + 2);
  } catch {
    return 'X';
  }
};

/** `t` stands in a stop of its tracer, `Z` and `X` have ended. */
const isStill = (tid: number): boolean => 'tZX'.includes(stateOf(tid));

/** Pauses the node, and looks whether its threads do stand. */
export const pause = (context: Context, fault: Fault & { readonly kind: 'pause' }): void => {
  const { interposer, recorder, pauses } = context;
  const { node } = fault;
  const event = Math.max(0, recorder.events.length - 1);
  const threads = threadsOf(context, node);
  if (threads.length === 0 || context.isDying(node)) {
    interposer.failed(fault, `${node} was not running any more`);
    return;
  }
  pauses.begin(context, node, fault);
  const nap = new Int32Array(new SharedArrayBuffer(4));
  const moving = (): number => threads.filter(({ tid }) => !isStill(tid)).length;
  for (let looks = 0; moving() > 0 && looks < LOOKS_MAX; looks += 1) {
    Atomics.wait(nap, 0, 0, LOOK_MS);
  }
  const left = moving();
  if (left > 0) {
    pauses.end(context, node, fault);
    interposer.failed(fault, `${left} of ${threads.length} threads did not stop`);
    return;
  }
  const many = threads.length === 1 ? 'thread' : 'threads';
  interposer.fired(fault, event, `stopped ${threads.length} ${many}`);
};
