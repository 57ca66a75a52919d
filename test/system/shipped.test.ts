/** The shipped specs, hunted for real: what is expected is found, and replays. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type LdfiEnd, ldfi, tracees } from '../helpers/ldfi.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('shipped specs');

interface Results {
  readonly outcome: string;
  readonly findings: readonly {
    readonly id: string;
    readonly faults: readonly string[];
    readonly withFaults: { readonly violated: number; readonly runs: number };
    readonly withoutFaults: { readonly violated: number; readonly runs: number };
  }[];
  readonly certificate?: { readonly inconclusive: number; readonly violated: number };
  readonly experimentsToViolation?: number;
}

async function hunt(spec: string, folder: string, ...options: readonly string[]) {
  const store = join(folder, 'store');
  const end = await ldfi(['run', join(ROOT, 'specs', spec), '--store', store, ...options], folder);
  assert.equal(tracees(folder), []);
  return end;
}

function resultsOf(folder: string, name: string): Results {
  const file = join(folder, 'store', name, 'latest/results.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Results;
}

function assertFound(end: LdfiEnd, results: Results, faults: readonly string[]): void {
  assert.is(end.code, 1, end.err + end.out);
  assert.equal(
    results.findings.map((finding) => finding.faults),
    [faults],
  );
  const [finding] = results.findings;
  assert.equal(finding?.withFaults, { violated: 5, runs: 5 });
  assert.equal(finding?.withoutFaults, { violated: 0, runs: 5 });
}

test('the mailbox loses an acknowledged entry to a cut and a crash, and it replays', async () => {
  const folder = makeScratch();
  const end = await hunt('mailbox/mailbox.yaml', folder);
  const results = resultsOf(folder, 'mailbox');
  assertFound(end, results, [
    'primary→backup "COPY 1 hello"#1: cut',
    'primary: crash after primary→client "ACK 1"#1',
  ]);
  const id = results.findings[0]?.id ?? '';
  assert.match(end.out, new RegExp(`ldfi replay ${id}`));
  const logs = join(folder, 'store/mailbox/latest/findings', id, 'logs');
  for (const log of ['primary.log', 'backup.log', 'client.log', 'invariant.log']) {
    assert.ok(readdirSync(logs).includes(log), `${log} is kept`);
  }
  const replay = await ldfi(['replay', id, '-n', '2', '--store', join(folder, 'store')], folder);
  assert.is(replay.code, 1, replay.err + replay.out);
  assert.match(replay.out, /2\/2/);
  assert.equal(tracees(folder), []);
});

test('redis loses an acknowledged write to one cut and one crash', async () => {
  const folder = makeScratch();
  const end = await hunt('redis-failover/redis-failover.yaml', folder);
  const results = resultsOf(folder, 'redis-failover');
  assertFound(end, results, [
    'primary→replica "SET k1"#1: cut',
    'primary: crash after primary→client "+OK"#1',
  ]);
  assert.ok((results.experimentsToViolation ?? 81) <= 80);
});

test('the fixed mailbox stands any single fault, with a certificate', async () => {
  const folder = makeScratch();
  const end = await hunt('mailbox/mailbox-fixed.yaml', folder, '--max-faults', '1');
  const results = resultsOf(folder, 'mailbox-fixed');
  assert.is(end.code, 0, end.err + end.out);
  assert.is(results.outcome, 'exhausted');
  assert.is(results.certificate?.violated, 0);
  assert.is(results.certificate?.inconclusive, 0);
});

test('redis with WAIT stands any single fault, with a certificate', async () => {
  const folder = makeScratch();
  const end = await hunt('redis-failover/redis-wait.yaml', folder, '--max-faults', '1');
  assert.is(end.code, 0, end.err + end.out);
  assert.is(resultsOf(folder, 'redis-wait').certificate?.violated, 0);
});

test('record prints one traced run of the mailbox', async () => {
  const folder = makeScratch();
  const spec = join(ROOT, 'specs/mailbox/mailbox.yaml');
  const end = await ldfi(['record', spec, '--store', join(folder, 'store')], folder);
  assert.is(end.code, 0, end.err);
  for (const fragment of ['↓send', '↑receive', 'COPY 1 hello', 'ACK 2']) {
    assert.ok(end.out.includes(fragment), `"${fragment}" is missing in:\n${end.out}`);
  }
});

test('the demo ends well', async () => {
  const end = await ldfi(['demo'], makeScratch());
  assert.is(end.code, 0, end.err + end.out);
});

test.run();
