/** What the commands that work on a saved finding refuse before they run anything. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { Terminal } from '../../src/cli/terminal.ts';
import { encodeFinding } from '../../src/corpus/finding-codec.ts';
import { LdfiError } from '../../src/model/errors.ts';
import { fakeTerminal } from './fake-terminal.ts';
import { FINDING, labelAddress } from './findings.ts';
import { ROOT } from './root.ts';
import { makeScratch } from './scratch.ts';

const MAILBOX = join(ROOT, 'specs', 'mailbox', 'mailbox.yaml');

interface WorkOptions {
  readonly finding: string;
  readonly runsMax: number;
  readonly json: boolean;
  readonly store: string;
}

type Work = (options: WorkOptions, terminal: Terminal) => Promise<unknown>;

/** A message of a node that the spec does not have is refused, and nothing is left behind. */
export async function refusesForeignNode(work: Work): Promise<void> {
  const folder = makeScratch();
  const finding = join(folder, 'finding.json');
  const at = labelAddress('primary', 'third', 'COPY 1');
  const faults = [{ kind: 'cut', at, ending: 'silence' }] as const;
  const specFile = { relative: 'gone.yaml', absolute: MAILBOX };
  writeFileSync(finding, encodeFinding({ finding: { ...FINDING, faults }, specFile }));
  const fake = fakeTerminal();
  const options = { finding, runsMax: 1, json: false, store: join(folder, 'store') };
  try {
    await work(options, fake.terminal);
  } catch (error) {
    assert.instance(error, LdfiError);
    assert.match((error as LdfiError).message, 'names the node "third"');
    assert.is(fake.out(), '');
    assert.not.ok(existsSync(options.store));
    return;
  }
  throw new Error('did not fail');
}
