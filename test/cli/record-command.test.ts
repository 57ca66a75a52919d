/** `ldfi record` before its run. The rest needs the tracer. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { recordCommand } from '../../src/cli/record-command.ts';
import { SpecError } from '../../src/model/errors.ts';
import { fakeTerminal } from '../helpers/fake-terminal.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('record command');

test('a spec that is not there leaves no trace in the store', async () => {
  const store = join(makeScratch(), 'store');
  const fake = fakeTerminal();
  let error: unknown;
  try {
    await recordCommand(
      {
        spec: '/nowhere/a.yaml',
        inject: [],
        addresses: false,
        json: false,
        seed: 1,
        shortenWrites: false,
        steady: false,
        store,
      },
      fake.terminal,
    );
  } catch (thrown) {
    error = thrown;
  }
  assert.instance(error, SpecError);
  assert.is(fake.out(), '');
  assert.not.ok(existsSync(store));
});

test.run();
