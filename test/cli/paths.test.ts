/** Files and commands as the reader can use them. */
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { shortPath, viewOf } from '../../src/cli/paths.ts';
import { FINDING } from '../helpers/findings.ts';

const test = suite('paths');

test('a path below the current directory is relative, one far away stays absolute', () => {
  assert.is(shortPath(join(process.cwd(), 'a', 'b')), 'a/b');
  assert.is(shortPath(process.cwd()), '.');
  assert.is(shortPath('/a'), '/a');
});

test('logs lie beside the saved finding', () => {
  const file = join(process.cwd(), 'store', 'finding.json');
  const saved = new Map([[FINDING.id, { file, finding: FINDING }]]);
  assert.is(viewOf(saved, '.ldfi/store')(FINDING).logs, 'store/logs');
  assert.is(viewOf(saved, '.ldfi/store')(FINDING).report, undefined);
  const report = join(process.cwd(), 'store', 'report.html');
  const withPage = new Map([[FINDING.id, { file, finding: FINDING, report }]]);
  assert.is(viewOf(withPage, '.ldfi/store')(FINDING).report, 'store/report.html');
});

test('another store is part of the replay command, quoted for the shell', () => {
  const replayWith = (store: string): string | undefined =>
    viewOf(new Map(), store)(FINDING).replay;
  assert.is(replayWith('.ldfi/store'), 'npx ldfi replay 1a2b3c4d');
  assert.is(replayWith("it's"), "npx ldfi replay 1a2b3c4d --store 'it'\\''s'");
});

test.run();
