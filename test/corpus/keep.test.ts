/** Findings that are kept beside their spec. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { corpusFor, keepFinding } from '../../src/corpus/keep.ts';
import { knownFindings } from '../../src/corpus/known-findings.ts';
import { packFinding } from '../../src/corpus/pack.ts';
import { openFinding, readFinding } from '../../src/corpus/read-finding.ts';
import { openSession, saveFinding, saveReport } from '../../src/corpus/session.ts';
import { readRecording } from '../../src/corpus/trace-file.ts';
import { StoreError } from '../../src/model/errors.ts';
import { FINDING } from '../helpers/findings.ts';
import { ldfi } from '../helpers/ldfi.ts';
import { failingRun } from '../helpers/recordings.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('keep');

const ORIGIN = { specHash: 'abc', environment: { node: 'v20' } };

interface Place {
  readonly root: string;
  readonly store: string;
  readonly spec: string;
  readonly file: string;
}

/** A finding in a store that is not where the spec is. */
function place(): Place {
  const root = join(makeScratch(), 'tree');
  const store = join(makeScratch(), 'store');
  const spec = join(root, 'specs/mailbox.yaml');
  writeFiles(root, { 'specs/mailbox.yaml': 'no spec' });
  const session = openSession(store, 'mailbox', new Date(0), 1);
  writeFiles(session.directory, { 'runs/1/n1.log': 'hello', 'runs/1/n1.err': '' });
  const finding = { ...FINDING, logs: join(session.directory, 'runs/1') };
  const { file } = saveFinding(session, finding, spec, failingRun(), ORIGIN);
  saveReport(dirname(file), `<html><pre>npx ldfi replay ${FINDING.id} --store ${store}</pre>`);
  return { root, store, spec, file };
}

test('all that is a finding stands beside its spec, and moves with it', () => {
  const { root, store, spec } = place();
  const corpus = corpusFor('mailbox', spec);
  assert.is(corpus, join(root, 'specs/corpus'), 'where there is none, beside the spec');
  const folder = keepFinding(openFinding(FINDING.id, store), spec, corpus);
  assert.is(folder, join(corpus, 'mailbox/findings', FINDING.id));
  assert.equal(readdirSync(folder, { recursive: true }).toSorted(), [
    ...['finding.json', 'logs', 'logs/n1.log', 'report.html', 'trace.ldfi-trace'],
  ]);
  assert.is(readRecording(folder).lost, undefined);
  const page = readFileSync(join(folder, 'report.html'), 'utf8');
  assert.is(page, `<html><pre>npx ldfi replay ${FINDING.id}</pre>`, 'found without that store');
  const moved = `${root}-moved`;
  renameSync(root, moved);
  const there = join(moved, 'specs/corpus/mailbox/findings', FINDING.id);
  assert.is(readFinding(there, 'none').specFile, join(moved, 'specs/mailbox.yaml'));
  const { finding, specHash, environment, specFile } = openFinding(there, 'none');
  assert.equal({ specHash, environment }, ORIGIN);
  assert.equal(finding, FINDING);
  assert.is(specFile.absolute, undefined);
});

test('it is known to the next hunt, and one of that id is replaced', () => {
  const { root, store, spec } = place();
  mkdirSync(join(root, 'corpus'));
  const corpus = corpusFor('mailbox', spec);
  assert.is(corpus, join(root, 'corpus'), 'the nearest one upwards');
  const opened = openFinding(FINDING.id, store);
  const folder = keepFinding(opened, spec, corpus);
  writeFileSync(join(folder, 'logs/old.log'), 'of an earlier one');
  keepFinding(opened, spec, corpus);
  assert.not.ok(existsSync(join(folder, 'logs/old.log')));
  assert.equal(readdirSync(dirname(folder)), [FINDING.id]);
  const { findings, broken } = knownFindings({ file: spec, name: 'mailbox' }, 'none');
  assert.equal(broken, []);
  assert.equal(
    findings.map(({ file }) => file),
    [join(folder, 'finding.json')],
  );
});

test('a pack is kept without the spec that is in it', () => {
  const { root, store, spec } = place();
  const pack = join(root, 'a.tgz');
  writeFileSync(pack, packFinding(openFinding(FINDING.id, store), spec, root));
  const folder = keepFinding(openFinding(pack, 'none'), spec, join(root, 'corpus'));
  assert.not.ok(existsSync(join(folder, 'spec')));
  assert.is(readFileSync(join(folder, 'logs/n1.log'), 'utf8'), 'hello');
});

test('what cannot be written is said, and the earlier one is whole', () => {
  const { root, store, spec } = place();
  const opened = openFinding(FINDING.id, store);
  writeFiles(root, { corpus: 'a file' });
  assert.throws(
    () => keepFinding(opened, spec, join(root, 'corpus')),
    (error: unknown) => error instanceof StoreError,
  );
});

test('as it is typed; an id is found in the corpus above the current folder', async () => {
  const { root, store } = place();
  const kept = await ldfi(['keep', FINDING.id, '--store', store], root);
  assert.is(kept.code, 0, kept.err);
  assert.match(kept.out, `specs/corpus/mailbox/findings/${FINDING.id}: commit it`);
  const below = join(root, 'specs/deep/below');
  mkdirSync(below, { recursive: true });
  const shown = await ldfi(['show', FINDING.id.slice(0, 4)], below);
  assert.is(shown.code, 0, shown.err);
  assert.match(shown.out, 'entry 1 is lost');
  const gone = await ldfi(['keep', FINDING.id, '--store', store, '--spec', '/none.yaml'], root);
  assert.is(gone.code, 64, gone.out);
});

test.run();
