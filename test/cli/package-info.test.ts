/** The package finds itself. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { packageInfo } from '../../src/cli/package-info.ts';
import { ROOT } from '../helpers/root.ts';

const test = suite('package info');

test('root and version are those of package.json, wherever the code was compiled to', () => {
  const text = readFileSync(join(ROOT, 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { readonly version: string };
  assert.equal(packageInfo(), { root: ROOT, version });
});

test.run();
