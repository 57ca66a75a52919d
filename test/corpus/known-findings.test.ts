/** What is known of a spec: in the store, and beside the spec. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeFinding } from '../../src/corpus/finding-codec.ts';
import { corpusOf, knownFindings } from '../../src/corpus/known-findings.ts';
import { openSession, type Session, saveFinding } from '../../src/corpus/session.ts';
import { FINDING } from '../helpers/findings.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('known findings');

interface Place {
  readonly root: string;
  readonly store: string;
  readonly spec: { readonly file: string; readonly name: string };
}

function place(): Place {
  const root = makeScratch();
  const file = join(root, 'specs/mailbox/mailbox.yaml');
  return { root, store: join(root, 'store'), spec: { file, name: 'mailbox' } };
}

function keep({ root, spec }: Place, id: string, specName = spec.name): void {
  const finding = { ...FINDING, id, spec: specName };
  const specFile = { relative: '../../../../specs/mailbox/mailbox.yaml' };
  const text = encodeFinding({ finding, specFile, specHash: '00ff' });
  writeFiles(join(root, 'corpus/mailbox/findings', id), { 'finding.json': text });
}

function find({ store, spec }: Place, id: string, second: number): Session {
  const session = openSession(store, 'mailbox', new Date(second * 1000), 1);
  saveFinding(session, { ...FINDING, id, logs: makeScratch() }, spec.file, undefined);
  return session;
}

const idsOf = ({ spec, store }: Place, except?: string): readonly string[] =>
  knownFindings(spec, store, except).findings.map(({ finding }) => finding.id);

test('where nothing is kept and nothing was found, nothing is known', () => {
  const here = place();
  assert.is(corpusOf(here.spec), undefined);
  assert.equal(knownFindings(here.spec, here.store), { findings: [], broken: [] });
});

test('kept ones come first, then those of the store, each once', () => {
  const here = place();
  find(here, 'aaaa', 1);
  find(here, 'bbbb', 2);
  find(here, 'aaaa', 3);
  keep(here, 'bbbb');
  assert.equal(idsOf(here), ['bbbb', 'aaaa']);
  assert.is(corpusOf(here.spec), join(here.root, 'corpus'));
  assert.is(knownFindings(here.spec, here.store).findings[0]?.specHash, '00ff');
});

test('what the session itself has found is not known before it', () => {
  const here = place();
  find(here, 'aaaa', 1);
  const { directory } = find(here, 'bbbb', 2);
  assert.equal(idsOf(here, directory), ['aaaa']);
});

test('findings of other specs are none of this one', () => {
  const here = place();
  keep(here, 'aaaa', 'another');
  const session = openSession(here.store, 'other', new Date(0), 1);
  saveFinding(session, { ...FINDING, spec: 'other', logs: makeScratch() }, '/a', undefined);
  assert.equal(idsOf(here), []);
});

test('whatever stands where a finding should be hides no other', () => {
  const here = place();
  keep(here, 'good');
  find(here, 'fine', 1);
  const whole = encodeFinding({ finding: FINDING, specFile: { relative: 'a.yaml' } });
  const folder = join(here.root, 'corpus/mailbox/findings');
  let count = 0;
  for (let end = 0; end < whole.length; end += 97) {
    count += 1;
    writeFiles(join(folder, `cut${count}`), { 'finding.json': whole.slice(0, end) });
  }
  mkdirSync(join(folder, 'empty'));
  mkdirSync(join(folder, 'folder/finding.json'), { recursive: true });
  writeFileSync(join(folder, 'README'), 'foreign');
  writeFileSync(join(here.root, 'corpus/mailbox/foreign.bin'), '\0\u{1}');
  writeFileSync(join(dirname(folder), 'note'), 'foreign');
  const { findings, broken } = knownFindings(here.spec, here.store);
  assert.equal(
    findings.map(({ finding }) => finding.id),
    ['good', 'fine'],
  );
  assert.is(broken.length, count + 1);
  for (const { message } of broken) {
    assert.match(message, folder);
  }
});

test.run();
