/** Every finding that is kept in the corpus still replays. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ldfi, tracees } from '../helpers/ldfi.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('corpus');

const findings = readdirSync(join(ROOT, 'corpus'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) =>
    readdirSync(join(ROOT, 'corpus', name, 'findings')).map((id) =>
      join('corpus', name, 'findings', id),
    ),
  );

test('there are findings', () => {
  assert.ok(findings.length >= 2);
});

for (const finding of findings) {
  test(`${finding} breaks the invariant again, twice of twice`, async () => {
    const folder = makeScratch();
    const store = join(folder, 'store');
    const end = await ldfi(['replay', join(ROOT, finding), '-n', '2', '--store', store], folder);
    assert.is(end.code, 1, end.err + end.out);
    assert.match(end.out, /violated in 2\/2/);
    assert.equal(tracees(folder), []);
  });
}

test.run();
