/** Programs that wait in a known way, for tests of what is to be seen of them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { compile } from '../tracer/compile.ts';

export interface Waiter {
  readonly pid: number;
  /** What it said besides that it begins. */
  readonly said: string;
  end(): Promise<void>;
}

const endOf = async (child: ChildProcess): Promise<void> => {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
};

/** Started, and about to wait. `turns` says the pid of its child. */
export const startWaiter = async (how: string): Promise<Waiter> => {
  const child = spawn(compile('waiter'), [how], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  while (!/^\./.test(said) || (how === 'turns' && !/\d$/.test(said))) {
    const [chunk] = await once(child.stdout, 'data');
    said += String(chunk);
  }
  return { pid: child.pid ?? 0, said: said.slice(1), end: () => endOf(child) };
};

const stateOf = (tid: number): string => {
  const text = readFileSync(`/proc/${tid}/stat`, 'latin1');
  return text.charAt(text.lastIndexOf(')') + 2);
};

/** Once the thread sleeps in that call. */
export const untilWaits = async (tid: number, nr: number): Promise<void> => {
  const isThere = (): boolean =>
    readFileSync(`/proc/${tid}/syscall`, 'latin1').startsWith(`${nr} `) && stateOf(tid) === 'S';
  while (!isThere()) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
};
