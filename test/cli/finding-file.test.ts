/** The page of a finding on disk: what is put into it, and where it stands. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { resultContext, saveFindingPage } from '../../src/cli/finding-file.ts';
import { loadSpec } from '../../src/spec/load-spec.ts';
import { specHash } from '../../src/spec/spec-hash.ts';
import { FINDING } from '../helpers/findings.ts';
import { failingRun } from '../helpers/recordings.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('finding file');

const LONG = `${'first line\n'}${'x'.repeat(70_000)}\nlast line\n`;

function pageOf(logs: Readonly<Record<string, string>>): string {
  const folder = makeScratch();
  writeFiles(folder, Object.fromEntries(Object.entries(logs).map(([n, t]) => [`logs/${n}`, t])));
  const report = saveFindingPage(
    { file: join(folder, 'finding.json'), finding: FINDING },
    {
      context: {
        ...{ spec: 'mailbox', file: '/mailbox.yaml', startedAt: 'today' },
        ...{
          options: { bounds: { faultsMax: 2 } },
          versions: { ldfi: '9.9.9' },
          host: { cpus: 2 },
        },
      },
      store: 'my store',
      tried: [],
      failing: failingRun(),
      good: undefined,
      madeBy: undefined,
    },
  );
  assert.is(dirname(report), folder);
  return readFileSync(report, 'utf8');
}

test('it tells how to replay from that store, and on what the hunt ran', () => {
  const page = pageOf({ 'a.log': 'said\n' });
  assert.match(page, 'npx ldfi replay 1a2b3c4d --store &#39;my store&#39;');
  assert.match(page, '<dt>ldfi</dt><dd>9.9.9</dd>');
  assert.match(page, '<dt>bounds</dt><dd>faultsMax 2</dd>');
});

test('of a long log it has the end', () => {
  const page = pageOf({ 'long.log': LONG, 'short.err': 'all of it\n' });
  assert.match(page, '<summary>long.log</summary><pre>…\nlast line\n</pre>');
  assert.not.match(page, 'first line');
  assert.match(page, '<pre>all of it\n</pre>');
});

test('what runs are made with names the spec as it is now, and what they were made for', () => {
  const spec = loadSpec(join(ROOT, 'specs', 'mailbox', 'mailbox.yaml'));
  const context = resultContext(spec, { minimize: '1a2b3c4d' }, new Date(0));
  assert.is(context.specHash, specHash(spec));
  assert.equal(context.options, { minimize: '1a2b3c4d' });
  assert.is(context.startedAt, '1970-01-01T00:00:00.000Z');
  const server = join(ROOT, 'dist', 'specs', 'mailbox', 'server.js');
  assert.match(context.versions[server] ?? '', /^sha256 [0-9a-f]{16}$/);
  assert.equal(Object.keys(context.host), ['node', 'kernel', 'arch', 'cpus']);
});

test.run();
