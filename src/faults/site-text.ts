/**
 * Places among a node's calls as text, and back, with strace's words for errors and counts.
 *
 *     fsync,fdatasync error=EIO on "wal/0001.log" when=2..8+3
 */
import { ERRNOS, type Errno, errnoOf, isErrno } from '../model/errno.ts';
import {
  type CallCount,
  type CallSite,
  INJECTABLE_CALLS,
  type InjectableCall,
} from '../model/injectable.ts';
import type { Cursor } from './cursor.ts';
import { nearest } from './nearest.ts';
import { quote } from './quoted.ts';

const EVERY: CallCount = { first: 1, step: 1 };

/** ` on "…" when=…`, with a blank in front; what goes without saying is left out. */
export function siteText({ file, when }: CallSite): string {
  const on = file === undefined ? '' : ` on ${quote(file)}`;
  const isEvery = when.first === 1 && when.step === 1 && when.last === undefined;
  return `${on}${isEvery ? '' : ` when=${countText(when)}`}`;
}

function countText({ first, last, step }: CallCount): string {
  if (last === undefined) {
    return step === 1 ? `${first}+` : `${first}+${step}`;
  }
  return last === first ? `${first}` : `${first}..${last}${step === 1 ? '' : `+${step}`}`;
}

/** Names of calls, joined by commas. */
export function readCalls(cursor: Cursor): readonly InjectableCall[] {
  const found = new Set<InjectableCall>();
  do {
    cursor.skipBlanks();
    const word = cursor.peekWord();
    const call = INJECTABLE_CALLS.find((one) => one === word);
    if (call === undefined) {
      const guess = word === '' ? undefined : nearest(word, INJECTABLE_CALLS);
      const hint = guess === undefined ? undefined : `did you mean "${guess}"?`;
      cursor.expected('the name of a call that can be made to fail', hint);
    }
    if (found.has(call)) {
      cursor.fail(`${call} stands here twice`);
    }
    cursor.take(call);
    found.add(call);
  } while (cursor.take(','));
  return INJECTABLE_CALLS.filter((call) => found.has(call));
}

/** The name, or as in strace the number, of an error; what follows `error=`. */
export function readErrno(cursor: Cursor): Errno {
  const at = cursor.offset;
  if (/\d/.test(cursor.ahead(() => cursor.readNext()))) {
    const value = cursor.readInteger('number of an error', 1);
    return errnoOf(value) ?? cursor.fail(`no fault ends in error ${value}`, undefined, at);
  }
  const name = cursor.peekWord();
  if (!isErrno(name)) {
    const names = Object.keys(ERRNOS).map((one) => one.toLowerCase());
    const guess = name === '' ? undefined : nearest(name, names)?.toUpperCase();
    const hint = guess === undefined ? 'for example EIO or ENOSPC' : `did you mean "${guess}"?`;
    return cursor.expected('the name of an error', hint);
  }
  cursor.take(name);
  return name;
}

/** `on "…"` and `when=…`, in either order, each at most once. */
export function readSite(cursor: Cursor, rest: Pick<CallSite, 'node' | 'calls'>): CallSite {
  let file: string | undefined;
  let when: CallCount | undefined;
  for (;;) {
    if (file === undefined && cursor.takeWord('on')) {
      file = readFile(cursor);
    } else if (when === undefined && cursor.takeWord('when')) {
      when = readCount(cursor);
    } else {
      return { ...rest, ...(file === undefined ? {} : { file }), when: when ?? EVERY };
    }
  }
}

function readFile(cursor: Cursor): string {
  cursor.skipBlanks();
  const at = cursor.offset;
  const file = cursor.readQuoted('the path of a file in quotes');
  if (file === '' || file.endsWith('/') || file.includes('\0')) {
    cursor.fail('this is no path of a file', 'write its last parts, for example "wal/1.log"', at);
  }
  return file;
}

/** What follows `when`: `=first`, `=first+`, `=first+step`, `=first..last` or both. */
function readCount(cursor: Cursor): CallCount {
  cursor.skipBlanks();
  if (!cursor.take('=')) {
    cursor.expected('"=" after "when"', 'as in strace: when=3, when=2+, when=1..9+2');
  }
  const first = cursor.readInteger('number of a call', 1);
  const at = cursor.offset;
  const last = cursor.take('..') ? cursor.readInteger('number of a call', 1) : undefined;
  if (last !== undefined && last < first) {
    cursor.fail(`${last} comes before ${first}`, 'write the lesser number first', at + 2);
  }
  if (!cursor.take('+')) {
    return { first, last: last ?? first, step: 1 };
  }
  const hasStep = /\d/.test(cursor.ahead(() => cursor.readNext()));
  const step = hasStep ? cursor.readInteger('step', 1) : 1;
  return last === undefined ? { first, step } : inNormalForm(first, last, step);
}

function inNormalForm(first: number, last: number, step: number): CallCount {
  const reached = first + Math.floor((last - first) / step) * step;
  return { first, last: reached, step: reached === first ? 1 : step };
}
