/** `ldfi hunt`: known findings again, then the hunt; one bad system stops no other. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { huntCommand } from '../../src/cli/hunt-command.ts';
import { openSession, saveFinding } from '../../src/corpus/session.ts';
import { parseFault } from '../../src/faults/text.ts';
import { SpecError } from '../../src/model/errors.ts';
import { fakeTerminal } from '../helpers/fake-terminal.ts';
import { FINDING } from '../helpers/findings.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('hunt command');

/** The mailbox where no finding of it is kept. */
function mailbox(): string {
  const shipped = readFileSync(join(ROOT, 'specs/mailbox/mailbox.yaml'), 'utf8');
  const file = join(makeScratch(), 'mailbox.yaml');
  writeFileSync(file, shipped.replaceAll('../../dist', join(ROOT, 'dist')));
  return file;
}

const MAILBOX = mailbox();
const KNOWN = [
  'primary→backup "COPY 1 hello"#1: cut',
  'primary: crash after primary→client "ACK 1"#1',
].map((line) => parseFault(line));

/** A system that never comes to anything. */
function missing(): string {
  const file = join(makeScratch(), 'missing.yaml');
  writeFileSync(
    file,
    `version: 1
name: missing
nodes:
  a: { command: [/nowhere/program] }
workload: { command: ['true'] }
invariant: { command: ['true'] }
faults: { kinds: [crash] }
`,
  );
  return file;
}

/** With a finding of the mailbox, of which only one is still true. */
function knownStore(): string {
  const store = join(makeScratch(), 'store');
  const session = openSession(store, 'mailbox', new Date(0), 1);
  const known = { ...FINDING, logs: makeScratch(), foundAs: [] };
  saveFinding(session, { ...known, faults: KNOWN }, MAILBOX, undefined);
  const harmless = KNOWN.slice(0, 1);
  saveFinding(session, { ...known, id: 'aaaa0000', faults: harmless }, MAILBOX, undefined);
  return store;
}

test('a spec that is wrong is told before anything runs', async () => {
  const { terminal, out } = fakeTerminal();
  const specs = [MAILBOX, '/nowhere.yaml'];
  const options = { specs, budgetMs: 1000, runs: 1, quiet: true, store: makeScratch() };
  try {
    await huntCommand(options, terminal);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, SpecError);
  }
  assert.is(out(), '');
});

test('what is known is run again, and what cannot be run is told beside the rest', async () => {
  const store = knownStore();
  const { terminal, out, err } = fakeTerminal();
  const options = { specs: [missing(), MAILBOX], budgetMs: 10_000, runs: 1, quiet: true, store };
  assert.is(await huntCommand(options, terminal), 1, err());
  // What is new besides, the time decides.
  assert.match(out(), /^2 specs, .*: (?:\d+ new, )?1 ongoing, 1 resolved$/m);
  assert.match(out(), /^ {2}ongoing +1a2b3c4d +mailbox/m);
  assert.match(out(), /^ {2}resolved +aaaa0000 +mailbox/m);
  assert.match(out(), /^ {2}missing +failed .*\/nowhere\/program/m);
  assert.match(err(), '/nowhere/program');
  const page = readFileSync(join(store, 'hunts.html'), 'utf8');
  assert.match(page, /<h1>(?:\d+ new, )?1 ongoing, 1 resolved<\/h1>/);
  assert.not.match(page, '1a2b3c4d/report.html', 'no link to a page that is not there');
});

test('a system that cannot be run leaves its own exit code when nothing is open', async () => {
  const store = makeScratch();
  const { terminal, out } = fakeTerminal();
  const options = { specs: [missing()], budgetMs: 10_000, runs: 1, quiet: true, store };
  const code = await huntCommand(options, terminal);
  assert.match(out(), 'no findings');
  assert.is(code, 64);
});

test.run();
