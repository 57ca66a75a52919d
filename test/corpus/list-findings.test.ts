/** All findings of a store, each once, whatever else lies there. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { listFindings } from '../../src/corpus/list-findings.ts';
import { markLatest, openSession, saveFinding } from '../../src/corpus/session.ts';
import type { Finding } from '../../src/model/finding.ts';
import { FINDING } from '../helpers/findings.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('list findings');

function save(store: string, day: number, finding: Finding): string {
  const session = openSession(store, finding.spec, new Date(Date.UTC(2026, 0, day)), 1);
  markLatest(session);
  return saveFinding(session, { ...finding, logs: makeScratch() }, '/a.yaml', undefined).file;
}

test('each finding stands once, the latest first, with how often it was found', () => {
  const store = join(makeScratch(), 'store');
  const other = { ...FINDING, id: 'ffff0000', spec: 'other' };
  save(store, 1, FINDING);
  save(store, 2, other);
  const file = save(store, 3, FINDING);
  const { findings, broken } = listFindings(store);
  assert.equal(
    findings.map(({ finding, times }) => [finding.id, times]),
    [
      [FINDING.id, 2],
      ['ffff0000', 1],
    ],
  );
  assert.is(findings[0]?.file, file);
  assert.equal(broken, []);
});

test('a file that is no finding is named and hides no other', () => {
  const store = join(makeScratch(), 'store');
  const bad = save(store, 1, { ...FINDING, id: 'bad00000' });
  save(store, 2, FINDING);
  writeFileSync(bad, '{"version": 1, ');
  const { findings, broken } = listFindings(store);
  assert.equal(
    findings.map(({ finding }) => finding.id),
    [FINDING.id],
  );
  assert.is(broken.length, 1);
  assert.match(`${broken[0]?.message} ${JSON.stringify(broken[0])}`, 'bad00000');
});

test('no store is an empty one', () => {
  assert.equal(listFindings(join(makeScratch(), 'none')), { findings: [], broken: [] });
});

test.run();
