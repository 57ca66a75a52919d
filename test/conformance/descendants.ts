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

const read = (pid: string): readonly Entry[] => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const close = text.lastIndexOf(')');
    const [state = '', parent = ''] = text.slice(close + 2).split(' ');
    const name = text.slice(text.indexOf('(') + 1, close);
    return [{ pid: Number(pid), name, isZombie: state === 'Z', parent: Number(parent) }];
  } catch {
    return [];
  }
};

/** Children, their children, and so on. A subreaper is told of orphans below it too. */
export function descendants(ancestor = process.pid): readonly Descendant[] {
  const entries = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(read);
  const below = (pid: number): readonly Entry[] =>
    entries.filter(({ parent }) => parent === pid).flatMap((entry) => [entry, ...below(entry.pid)]);
  return below(ancestor).map(({ pid, name, isZombie }) => ({ pid, name, isZombie }));
}
