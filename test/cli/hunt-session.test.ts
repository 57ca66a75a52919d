/** A hunt that cannot begin: what stands in the store then. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planHunt } from '../../src/cli/hunt-plan.ts';
import { huntInStore } from '../../src/cli/hunt-session.ts';
import { LdfiError, StoreError } from '../../src/model/errors.ts';
import { parseSpec } from '../../src/spec/load-spec.ts';
import { fakeTerminal } from '../helpers/fake-terminal.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('hunt session');

const SPEC = parseSpec(
  `version: 1
name: missing
nodes:
  a: { command: [/nowhere/program] }
workload: { command: ['true'] }
invariant: { command: ['true'] }
`,
  '/missing.yaml',
);

async function failure(store: string): Promise<unknown> {
  const plan = planHunt(SPEC, { perKindMax: { crash: 1 }, stopOn: 'first' });
  try {
    await huntInStore(
      { plan, store, keepRuns: 'all', quiet: true, fresh: false },
      fakeTerminal().terminal,
    );
  } catch (error) {
    return error;
  }
  throw new Error('did not fail');
}

test('a program that is missing is told, and the results say why there are none', async () => {
  const store = makeScratch();
  const error = await failure(store);
  assert.instance(error, LdfiError);
  const text = readFileSync(join(store, 'latest', 'results.json'), 'utf8');
  const results = JSON.parse(text) as Readonly<Record<string, unknown>>;
  assert.is(results['outcome'], 'inconclusive');
  assert.match(String(results['reason']), '/nowhere/program');
  assert.is(results['file'], '/missing.yaml');
  assert.is((results['host'] as Readonly<Record<string, unknown>>)['node'], process.version);
});

test('a store that cannot be made is a StoreError', async () => {
  const store = join(makeScratch(), 'file');
  writeFileSync(store, '');
  const error = await failure(store);
  assert.instance(error, StoreError);
  assert.match((error as StoreError).message, store);
});

test('no signal is listened for when the hunt is over', async () => {
  const before = process.listenerCount('SIGINT');
  await failure(makeScratch());
  assert.is(process.listenerCount('SIGINT'), before);
});

test.run();
