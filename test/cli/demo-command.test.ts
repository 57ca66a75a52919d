/** `ldfi demo` before the first run. The rest needs the tracer. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { demoCommand } from '../../src/cli/demo-command.ts';
import { StoreError } from '../../src/model/errors.ts';
import { fakeTerminal } from '../helpers/fake-terminal.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('demo command');

test('the demo says what it is about, and where its results cannot go', async () => {
  const store = join(makeScratch(), 'file');
  writeFileSync(store, '');
  const fake = fakeTerminal();
  let error: unknown;
  try {
    await demoCommand({ store }, fake.terminal);
  } catch (thrown) {
    error = thrown;
  }
  assert.instance(error, StoreError);
  assert.match(fake.out(), 'mailbox');
});

test.run();
