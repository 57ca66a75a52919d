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

/** Seconds of processor time meanwhile, of tracer and tracees: no other load can stretch them. */
export const timed = async <T>(run: () => Promise<T>, isTracer: boolean): Promise<[T, number]> => {
  const before = ticks();
  const result = await run();
  const after = ticks();
  const own = isTracer ? after.own - before.own : 0;
  return [result, (own + after.children - before.children) / 100];
};

export interface Outcome {
  readonly text: string;
  readonly cpuSeconds: number;
}
