/** The processes below this one, as the kernel tells them: whoever is left was left behind. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Descendant {
  readonly pid: number;
  readonly name: string;
  /** It has ended, and nobody has asked how. */
  readonly isZombie: boolean;
}

interface Entry extends Descendant {
  readonly parent: number;
}

/** What proc_pid_stat(5) says first: name, state and parent. */
function statOf(path: string): { name: string; state: string; parent: number } | undefined {
  try {
    const text = readFileSync(`${path}/stat`, 'latin1');
    const close = text.lastIndexOf(')');
    const [state = '', parent = ''] = text.slice(close + 2).split(' ');
    return { name: text.slice(text.indexOf('(') + 1, close), state, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

function read(pid: string): readonly Entry[] {
  const stat = statOf(`/proc/${pid}`);
  return stat === undefined
    ? []
    : [{ pid: Number(pid), name: stat.name, isZombie: stat.state === 'Z', parent: stat.parent }];
}

/** Children, their children, and so on. A subreaper is told of orphans below it too. */
export function descendants(ancestor = process.pid): readonly Descendant[] {
  const entries = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(read);
  const below = (pid: number): readonly Entry[] =>
    entries.filter(({ parent }) => parent === pid).flatMap((entry) => [entry, ...below(entry.pid)]);
  return below(ancestor).map(({ pid, name, isZombie }) => ({ pid, name, isZombie }));
}

/** A thread of it runs, or waits for the disk. */
export function isBusy({ pid }: Descendant): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).some((tid) =>
      'RD'.includes(statOf(`/proc/${pid}/task/${tid}`)?.state ?? 'Z'),
    );
  } catch {
    return false;
  }
}
