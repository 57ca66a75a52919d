/** `ldfi run` before the first run. The rest needs the tracer. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { RunOptions } from '../../src/cli/command.ts';
import { runCommand } from '../../src/cli/run-command.ts';
import { LdfiError, SpecError, UsageError } from '../../src/model/errors.ts';
import { fakeTerminal } from '../helpers/fake-terminal.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('run command');

const MAILBOX = join(ROOT, 'specs', 'mailbox', 'mailbox.yaml');

function options(change: Partial<RunOptions>): RunOptions {
  return {
    spec: MAILBOX,
    perKindMax: {},
    inject: [],
    stopOn: 'first',
    keep: 'failing',
    reporters: [{ name: 'text' }],
    quiet: true,
    fresh: false,
    known: 0,
    strategy: 'lineage',
    seed: 1,
    store: join(makeScratch(), 'store'),
    ...change,
  };
}

async function failure(given: RunOptions): Promise<LdfiError> {
  const fake = fakeTerminal();
  try {
    await runCommand(given, fake.terminal);
  } catch (error) {
    assert.instance(error, LdfiError);
    assert.is(fake.out(), '');
    assert.not.ok(existsSync(given.store));
    return error as LdfiError;
  }
  throw new Error('did not fail');
}

test('a spec that is not there leaves no trace in the store', async () => {
  assert.instance(await failure(options({ spec: '/nowhere/a.yaml' })), SpecError);
});

test('a hunt without any fault leaves no trace in the store', async () => {
  assert.instance(await failure(options({ faultsMax: 0 })), UsageError);
});

test.run();
