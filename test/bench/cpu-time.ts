/** Processor time of a measurement: on a shared machine it tells more than the clock. */
import { readFileSync } from 'node:fs';

/** Clock ticks (10 ms) that this process, and the children that it has reaped, have run for. */
const ticks = (): { own: number; children: number } => {
  const text = readFileSync('/proc/self/stat', 'latin1');
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
  return { own: user + system, children: childUser + childSystem };
};

/** What a measurement took of the processor: no other load can stretch that by much. */
export interface Spent {
  /** Seconds of tracer and tracees. */
  readonly cpuSeconds: number;
  /** Seconds of this process alone, its collector and compiler included. */
  readonly ownSeconds: number;
}

/** `isTracer`: this process is the tracer, and counts. */
export const timed = async <T>(run: () => Promise<T>, isTracer: boolean): Promise<[T, Spent]> => {
  const before = ticks();
  const result = await run();
  const after = ticks();
  const ownSeconds = (after.own - before.own) / 100;
  const children = (after.children - before.children) / 100;
  return [result, { cpuSeconds: children + (isTracer ? ownSeconds : 0), ownSeconds }];
};

export interface Outcome {
  readonly text: string;
  readonly cpuSeconds: number;
}
