/** The layout of a session's folder. */
import { existsSync, readdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeFinding } from '../../src/corpus/finding-codec.ts';
import {
  markLatest,
  openSession,
  resultsData,
  saveFinding,
  saveResults,
} from '../../src/corpus/session.ts';
import { readRecording } from '../../src/corpus/trace-file.ts';
import { StoreError } from '../../src/model/errors.ts';
import { FINDING, HUNT_RESULT } from '../helpers/findings.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('session');

const NOW = new Date('2026-01-31T23:59:58.123Z');
const CONTEXT = {
  spec: 'mailbox',
  file: '/specs/mailbox.yaml',
  options: {},
  versions: { ldfi: '0.1.0' },
  host: { cpus: 2 },
  startedAt: NOW.toISOString(),
};

test('a session is named after its time in UTC and its process', () => {
  const { directory } = openSession(makeScratch(), 'mailbox', NOW, 4711);
  assert.is(basename(directory), '20260131T235958.123Z-4711');
  assert.is(basename(dirname(directory)), 'mailbox');
});

test("a spec's name cannot leave the store", () => {
  const store = makeScratch();
  const { directory } = openSession(store, '../../etc/..', NOW, 1);
  assert.is(dirname(dirname(directory)), store);
});

test('two sessions of one name are refused', () => {
  const store = makeScratch();
  openSession(store, 'a', NOW, 1);
  assert.throws(
    () => openSession(store, 'a', NOW, 1),
    (error: unknown) => error instanceof StoreError,
  );
});

test('latest leads to the newest session, for the spec and for all', () => {
  const store = makeScratch();
  markLatest(openSession(store, 'a', NOW, 1));
  const session = openSession(store, 'a', NOW, 2);
  markLatest(session);
  assert.is(realpathSync(join(store, 'latest')), realpathSync(session.directory));
  assert.is(realpathSync(join(store, 'a', 'latest')), realpathSync(session.directory));
});

test('a finding is saved with the logs and the trace of its run', () => {
  const session = openSession(makeScratch(), 'mailbox', NOW, 1);
  const run = makeScratch();
  writeFiles(run, { 'primary.log': 'hello', 'invariant.err': '', acked: 'x', 'sub/deep.log': 'y' });
  symlinkSync('/etc/passwd', join(run, 'link.log'));
  const recording = { trace: traceBuilder(['primary']).build(), faults: [] };
  const { file } = saveFinding(
    session,
    { ...FINDING, logs: run },
    '/specs/mailbox.yaml',
    recording,
  );
  const folder = dirname(file);
  assert.is(folder, join(session.directory, 'findings', FINDING.id));
  assert.equal(readdirSync(join(folder, 'logs')), ['invariant.err', 'primary.log']);
  assert.equal(readRecording(folder).trace, recording.trace);
  assert.equal(decodeFinding(readFileSync(file), file).finding, FINDING);
});

test('what it was found with stands in it', () => {
  const session = openSession(makeScratch(), 'mailbox', NOW, 1);
  const origin = { specHash: '00ff00ff', environment: { kernel: '6.18' } };
  const finding = { ...FINDING, logs: makeScratch() };
  const { file } = saveFinding(session, finding, '/specs/mailbox.yaml', undefined, origin);
  const { specHash, environment } = decodeFinding(readFileSync(file), file);
  assert.equal({ specHash, environment }, origin);
});

test('a finding whose logs are gone is on disk all the same', () => {
  const session = openSession(makeScratch(), 'mailbox', NOW, 1);
  const finding = { ...FINDING, logs: '/nowhere/at/all' };
  assert.throws(() => saveFinding(session, finding, '/specs/m.yaml', undefined), /ENOENT/);
  assert.ok(existsSync(join(session.directory, 'findings', FINDING.id, 'finding.json')));
});

test('results hold faults as text and as data', () => {
  const session = openSession(makeScratch(), 'mailbox', NOW, 1);
  const data = resultsData(CONTEXT, HUNT_RESULT);
  const saved = JSON.parse(readFileSync(saveResults(session, data), 'utf8')) as {
    readonly spec: string;
    readonly findings: readonly { readonly faults: unknown; readonly faultsData: unknown }[];
  };
  assert.is(saved.spec, 'mailbox');
  assert.equal(saved.findings[0]?.faultsData, FINDING.faults);
  assert.equal(saved.findings[0]?.faults, [
    'primary→backup "COPY 1"#1: cut',
    'primary: crash after primary→client "ACK 1"#1',
  ]);
});

test.run();
