/** What the histories of a run say of it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PICTURES_FILE } from '../../src/model/run.ts';
import type { HistoryCheck } from '../../src/model/spec.ts';
import { judgeHistories } from '../../src/runner/judge-histories.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('runner/judge-histories');

const event = (type: string, f: string, value?: number): string =>
  `${JSON.stringify({ process: 'a', type, f, value })}\n`;
const RIGHT = event('invoke', 'write', 1) + event('ok', 'write');
const WRONG = RIGHT + event('invoke', 'read') + event('ok', 'read', 7);

const CHECK: HistoryCheck = { history: 'h.jsonl', model: 'register', timeoutMs: 10_000 };

function judged(text: string | undefined, ...checks: readonly HistoryCheck[]) {
  const folder = makeScratch();
  if (text !== undefined) {
    writeFileSync(join(folder, 'h.jsonl'), text);
  }
  const verdict = judgeHistories(checks, folder, () => 0);
  const file = join(folder, PICTURES_FILE);
  const pictures = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).pictures : [];
  return { verdict, pictures };
}

test('a right history holds, a wrong one is violated and leaves its picture', () => {
  assert.equal(judged(RIGHT, CHECK), { verdict: { kind: 'held' }, pictures: [] });
  const { verdict, pictures } = judged(WRONG, CHECK);
  const reason = 'not a register: a read → 7, but it was 1 then';
  assert.equal(verdict, { kind: 'violated', reason });
  assert.is(pictures.length, 1);
  assert.is(pictures[0].operations.length, 2);
});

test('without a history nothing was promised, and what is none tells nothing', () => {
  assert.is(judged(undefined, CHECK).verdict.kind, 'vacuous');
  assert.is(judged(event('invoke', 'write', 1), CHECK).verdict.kind, 'vacuous');
  const { verdict } = judged('nonsense\n', CHECK);
  assert.equal(verdict, { kind: 'inconclusive', reason: 'h.jsonl:1: not JSON' });
});

test('the worst of several counts; nothing is asked where there is none', () => {
  const other: HistoryCheck = { ...CHECK, initial: '7', history: '?.jsonl' };
  assert.is(judged(WRONG, other, CHECK).verdict.kind, 'violated');
  assert.is(judged(WRONG, { ...CHECK, history: 'none' }, CHECK).verdict.kind, 'violated');
  assert.is(judged(RIGHT, { ...CHECK, history: 'none' }, CHECK).verdict.kind, 'vacuous');
  assert.equal(judged(undefined).verdict, { kind: 'held' });
});

test.run();
