/** `ldfi ls`: what goes to which stream. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lsCommand } from '../../src/cli/ls-command.ts';
import { openSession, saveFinding } from '../../src/corpus/session.ts';
import { fakeTerminal } from '../helpers/fake-terminal.ts';
import { FINDING } from '../helpers/findings.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('ls command');

function storeWithOne(): string {
  const store = join(makeScratch(), 'store');
  const session = openSession(store, 'mailbox', new Date(0), 1);
  saveFinding(session, { ...FINDING, logs: makeScratch() }, '/a.yaml', undefined);
  return store;
}

test('the findings are told, or given as data', () => {
  const store = storeWithOne();
  const text = fakeTerminal();
  assert.is(lsCommand({ store, json: false }, text.terminal), 0);
  assert.match(text.out(), '1a2b3c4d  1970-01-01 00:00  mailbox');
  const data = fakeTerminal();
  assert.is(lsCommand({ store, json: true }, data.terminal), 0);
  const [row] = JSON.parse(data.out()) as readonly Readonly<Record<string, unknown>>[];
  assert.equal([row?.['id'], row?.['times']], ['1a2b3c4d', 1]);
});

test('a damaged file is told on the other stream, and by the exit code', () => {
  const store = storeWithOne();
  const folder = join(store, 'mailbox', 'later', 'findings', 'bad00000');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'finding.json'), 'nonsense');
  const { terminal, out, err } = fakeTerminal();
  assert.is(lsCommand({ store, json: false }, terminal), 74);
  assert.match(out(), '1a2b3c4d');
  assert.match(err(), 'bad00000/finding.json');
});

test.run();
