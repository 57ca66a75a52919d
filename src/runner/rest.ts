/**
 * Whether all tracees wait, and whether that is known of one and the same moment: from their states
 * in /proc, and from whether we were interrupted while we looked.
 */
import type { Engine } from '../tracer/engine.ts';
import { readProc } from './proc-file.ts';
import { callWakesInNs, timerfdFiresInNs } from './timed-waits.ts';

/**
 * `busy`: somebody runs. `waiting`: each waited when it was looked at, but they may have taken
 * turns, or one is about to wake by itself. `resting`: all waited at one moment, for each other or
 * for a time that is not near.
 */
export type Glance = 'busy' | 'waiting' | 'resting';

export interface Glances {
  look(): Glance;
}

/** What is to be looked at. */
export interface Subjects {
  tids(): readonly number[];
  pids(): readonly number[];
}

/** `S` waits for an event, `T` and `t` are stopped, `Z` has ended but for its other threads. */
const QUIET = 'STtZ';
/** Whoever wakes within that is not at rest. */
const SOON_NS = 10e6;
/** Of the fields of /proc/…/stat behind the name, which ends with `)`. */
const STATE = 0;
const PROCESSOR = 36;

/** State and processor of a thread. */
const statOf = (
  thread: string,
): { readonly state: string; readonly processor: string } | undefined => {
  const text = readProc(`/proc/${thread}/stat`);
  if (text === undefined) {
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[STATE] ?? '', processor: fields[PROCESSOR] ?? '' };
};

/** How often this thread has been given a processor; undefined where the kernel does not count. */
const turnsOfOurs = (): string | undefined =>
  readProc('/proc/thread-self/schedstat')?.split(' ')[2];

/** `soonNs`: whoever wakes by itself within that is not at rest. */
export const createGlances = (engine: Engine, subjects: Subjects, soonNs = SOON_NS): Glances => {
  /** Where the last look ended: most likely it ends there again. */
  let busy: number | undefined;

  const isBusy = (tid: number, processors: Set<string>, asleep: number[]): boolean => {
    const stat = statOf(String(tid));
    if (stat === undefined) {
      return false;
    }
    if (!QUIET.includes(stat.state)) {
      return true;
    }
    processors.add(stat.processor);
    if (stat.state === 'S') {
      asleep.push(tid);
    }
    return false;
  };

  const wakesSoon = (asleep: readonly number[]): boolean =>
    asleep.some((tid) => callWakesInNs(engine, tid) < soonNs) ||
    subjects.pids().some((pid) => timerfdFiresInNs(pid) < soonNs);

  return {
    look: () => {
      // Who is about to go on stands in a stop until then.
      engine.flush();
      if (busy !== undefined && isBusy(busy, new Set(), [])) {
        return 'busy';
      }
      const turns = turnsOfOurs();
      const processors = new Set<string>();
      const asleep: number[] = [];
      busy = subjects.tids().find((tid) => isBusy(tid, processors, asleep));
      // Who has stopped at a call that the engine lets go without asking is about to run.
      if (busy !== undefined || engine.hasNews()) {
        return 'busy';
      }
      processors.add(statOf('thread-self')?.processor ?? '');
      // On our processor nobody runs while we do.
      const together = turns !== undefined && processors.size === 1 && turnsOfOurs() === turns;
      return together && !wakesSoon(asleep) ? 'resting' : 'waiting';
    },
  };
};
