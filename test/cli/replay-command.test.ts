/** `ldfi replay` before the first run. The rest needs the tracer. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { replayCommand } from '../../src/cli/replay-command.ts';
import { encodeFinding } from '../../src/corpus/finding-codec.ts';
import { LdfiError } from '../../src/model/errors.ts';
import type { Fault } from '../../src/model/fault.ts';
import { fakeTerminal } from '../helpers/fake-terminal.ts';
import { FINDING, labelAddress } from '../helpers/findings.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('replay command');

const MAILBOX = join(ROOT, 'specs', 'mailbox', 'mailbox.yaml');

async function failureWith(faults: readonly Fault[]): Promise<LdfiError> {
  const folder = makeScratch();
  const finding = join(folder, 'finding.json');
  const specFile = { relative: 'gone.yaml', absolute: MAILBOX };
  writeFileSync(finding, encodeFinding({ finding: { ...FINDING, faults }, specFile }));
  const fake = fakeTerminal();
  const store = join(folder, 'store');
  const options = { finding, runs: 1, json: false, plain: false, bisect: false, store };
  try {
    await replayCommand(options, fake.terminal);
  } catch (error) {
    assert.instance(error, LdfiError);
    assert.is(fake.out(), '');
    assert.not.ok(existsSync(options.store));
    return error as LdfiError;
  }
  throw new Error('did not fail');
}

test('a message of a node that the spec does not have is refused before any run', async () => {
  const at = labelAddress('primary', 'third', 'COPY 1');
  const error = await failureWith([{ kind: 'cut', at, ending: 'silence' }]);
  assert.match(error.message, 'names the node "third"');
  assert.match(error.hint ?? '', 'primary');
});

test('a crash of a node that the spec does not have is refused before any run', async () => {
  const error = await failureWith([{ kind: 'crash', node: 'third', when: 'end' }]);
  assert.match(error.message, 'names the node "third"');
});

test.run();
