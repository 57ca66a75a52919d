/** `ldfi check-history`: what is printed, and the codes that an invariant script ends with. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkHistoryCommand } from '../../src/cli/check-history-command.ts';
import { SpecError } from '../../src/model/errors.ts';
import { fakeTerminal } from '../helpers/fake-terminal.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('check-history command');

const event = (type: string, f: string, value?: number): string =>
  `${JSON.stringify({ process: 'a', type, f, ...(value !== undefined && { value }) })}\n`;
const WRITTEN = event('invoke', 'write', 1) + event('ok', 'write');
const readOf = (value: number): string => event('invoke', 'read') + event('ok', 'read', value);

function run(text: string, more: { readonly initial?: string; readonly json?: boolean } = {}) {
  const folder = makeScratch();
  const [file, svg] = [join(folder, 'history.jsonl'), join(folder, 'out.svg')];
  writeFileSync(file, text);
  const { terminal, out } = fakeTerminal();
  const options = {
    files: [file],
    model: 'register',
    timeoutMs: 10_000,
    svg,
    json: false,
  } as const;
  const code = checkHistoryCommand({ ...options, ...more }, terminal);
  return { code, out: out(), svg };
}

test('a history that is right ends with 0, without a picture', () => {
  const { code, out, svg } = run(WRITTEN + readOf(1));
  assert.equal([code, out, existsSync(svg)], [0, 'a register: 2 operations\n', false]);
});

test('one that is wrong ends with 1, its reason and a picture', () => {
  const { code, out, svg } = run(WRITTEN + readOf(2));
  assert.equal([code, out], [1, 'not a register: a read → 2, but it was 1 then\n']);
  assert.match(readFileSync(svg, 'utf8'), 'class="history"');
});

test('one without an answer ends with 77', () => {
  assert.is(run(event('invoke', 'write', 1)).code, 77);
});

test('what was there before anything was done can be told', () => {
  assert.is(run(readOf(7)).code, 1);
  assert.is(run(readOf(7), { initial: '7' }).code, 0);
});

test('the outcome can be had as data', () => {
  const found = JSON.parse(run(WRITTEN + readOf(2), { json: true }).out);
  assert.is(found.kind, 'violated');
  assert.is(found.picture.operations.length, 2);
});

test('what is no history is refused with its line', () => {
  const refused = (text: string, expected: RegExp) =>
    assert.throws(
      () => run(text),
      (error: unknown) => error instanceof SpecError && expected.test(error.message),
    );
  refused(`${WRITTEN}nonsense\n`, /history\.jsonl:3: not JSON/);
  refused(event('invoke', 'push', 1), /history\.jsonl:1: a register has read/);
});

test.run();
