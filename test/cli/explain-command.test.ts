/** `ldfi explain` before the first run. The rest is in test/system/explain.test.ts. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { explainCommand } from '../../src/cli/explain-command.ts';
import { encodeFinding } from '../../src/corpus/finding-codec.ts';
import { LdfiError } from '../../src/model/errors.ts';
import { fakeTerminal } from '../helpers/fake-terminal.ts';
import { FINDING, labelAddress } from '../helpers/findings.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('explain command');

const MAILBOX = join(ROOT, 'specs', 'mailbox', 'mailbox.yaml');

test('a message of a node that the spec does not have is refused before any run', async () => {
  const folder = makeScratch();
  const finding = join(folder, 'finding.json');
  const at = labelAddress('primary', 'third', 'COPY 1');
  const faults = [{ kind: 'cut', at, ending: 'silence' }] as const;
  const specFile = { relative: 'gone.yaml', absolute: MAILBOX };
  writeFileSync(finding, encodeFinding({ finding: { ...FINDING, faults }, specFile }));
  const fake = fakeTerminal();
  const options = { finding, runsMax: 1, json: false, store: join(folder, 'store') };
  try {
    await explainCommand(options, fake.terminal);
  } catch (error) {
    assert.instance(error, LdfiError);
    assert.match((error as LdfiError).message, 'names the node "third"');
    assert.is(fake.out(), '');
    assert.not.ok(existsSync(options.store));
    return;
  }
  throw new Error('did not fail');
});

test.run();
