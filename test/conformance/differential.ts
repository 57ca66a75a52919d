/** Runs a scene once under strace and once under the tracer: they must have seen the same calls. */
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { makeScratch } from '../helpers/scratch.ts';
import { checkTrace } from '../tracer/check-trace.ts';
import { runAlone } from './alone.ts';
import { checkNothingLost } from './flows.ts';
import { need, type Scene } from './scene.ts';
import { expectedOf, STRACED } from './strace-events.ts';
import { parseStrace } from './strace-log.ts';
import { runTraced } from './traced.ts';
import { wordsOf } from './traced-words.ts';

/** strace as a grandchild: the program stays our child, and gets our signals itself. */
const strace = (log: string): readonly string[] => [
  ...[need('strace'), '-D', '-f', '-yy', '-s', '0', '-q'],
  ...['-e', `trace=${STRACED.join(',')}`, '-o', log],
];

type Words = readonly (readonly string[])[];

/** What a process keeps to itself is not followed, and strace cannot tell what that is. */
const LOCAL = /^\w+ (?:unix|unixpacket|unixgram|pipe)\b/;
const withoutLocal = (words: readonly string[]): readonly string[] =>
  words.filter((word) => !LOCAL.test(word));

/**
 * `same`: what of each thread is compared; a program may poll more or less often. `local`: all its
 * pipes and AF_UNIX sockets are shared between processes.
 */
export async function compare(
  scene: Scene,
  same: (words: readonly string[]) => readonly string[] = (words) => words,
  local = false,
): Promise<Readonly<Record<string, Words>>> {
  const logs = makeScratch();
  const logOf = (role: string): string => join(logs, `${role}.strace`);
  await runAlone(scene, ({ name }) => strace(logOf(name)));
  const { trace, unfollowed } = await runTraced(scene);
  checkTrace(trace, false);
  checkNothingLost(trace);
  assert.equal(unfollowed, []);
  const seen: Record<string, Words> = {};
  for (const role of Object.keys(scene.roles)) {
    const lines = parseStrace(readFileSync(logOf(role), 'utf8'), constants.errno);
    const shared = (words: readonly string[]) => (local ? words : withoutLocal(words));
    const compared = (all: Words): Words =>
      all.map((words) => same(shared(words))).filter((words) => words.length > 0);
    const expected = compared(expectedOf(lines));
    const words = compared(wordsOf(trace, role));
    assert.equal(words, expected, role);
    seen[role] = words;
  }
  return seen;
}
