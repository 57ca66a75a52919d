/** What programs wrote: tails for messages, last lines for reasons. */
import { readFileSync } from 'node:fs';

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

export const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1)?.trim() ?? '';
