/** Formats by the endings of file names. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatOfName } from '../../src/report/export-formats.ts';

const test = suite('export formats');

test('the ending of a name tells its format, if anything does', () => {
  const names = ['a/run.svg', 'run.html', 'run.gv', 'run.mmd', 'x.txt', 'run', 'run.zip', ''];
  assert.equal(names.map(formatOfName), [
    'svg',
    'html',
    'dot',
    'mermaid',
    'text',
    undefined,
    undefined,
    undefined,
  ]);
});

test.run();
