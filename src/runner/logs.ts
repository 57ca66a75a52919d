/** What programs wrote: tails for messages, last lines for reasons. */
import { readFileSync, statSync } from 'node:fs';
import type { NodeName } from '../model/trace.ts';

const TAIL_LINES = 15;

export const readLog = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** The last lines, or a word that there are none. */
export const logTail = (file: string): string => {
  const lines = readLog(file).trimEnd().split('\n');
  const tail = lines.slice(-TAIL_LINES).join('\n');
  return tail === '' ? '(it wrote nothing)' : tail;
};

/** How many bytes each log has by now; one that is not there is left out. */
export type LogSizes = () => Readonly<Record<NodeName, number>>;

export const logSizesOf =
  (names: readonly NodeName[], fileOf: (name: NodeName) => string): LogSizes =>
  () =>
    Object.fromEntries(
      names.flatMap((name) => {
        const found = statSync(fileOf(name), { throwIfNoEntry: false });
        return found === undefined ? [] : [[name, found.size]];
      }),
    );

export const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1)?.trim() ?? '';
