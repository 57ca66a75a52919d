/** Which processors this process may use. */
import { readFileSync } from 'node:fs';

/** Numbers from a kernel list: `0-2,5` → 0 1 2 5. */
export const parseCpuList = (list: string): readonly number[] =>
  list
    .trim()
    .split(',')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [first = 0, last = first] = part.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });

export const allowedCpus = (): readonly number[] => {
  const line = /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  const cpus = parseCpuList(line?.[1] ?? '0');
  return cpus.length === 0 ? [0] : cpus;
};
