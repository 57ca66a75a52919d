/** The shipped register, hunted for real: its history alone tells the stale read. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { tracees } from '../helpers/ldfi.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { hunt, resultsOf } from '../helpers/shipped.ts';

const test = suite('shipped register');

test('the register answers a stale read when its link is cut, and the page draws it', async () => {
  const folder = makeScratch();
  const end = await hunt('register/register.yaml', folder);
  assert.is(end.code, 1, end.err + end.out);
  const [finding] = resultsOf(folder, 'register').findings;
  assert.equal(finding?.faults.length, 1, end.out);
  assert.match(finding?.faults[0] ?? '', /^primary→backup "COPY [12]"#1: cut$/);
  assert.match(finding?.reason ?? '', /^not a register: reader\.\d read → (?:null|1), but it was/);
  const kept = join(folder, 'store/register/latest/findings', finding?.id ?? '');
  const page = readFileSync(join(kept, 'report.html'), 'utf8');
  assert.match(page, '<svg xmlns="http://www.w3.org/2000/svg" class="history"');
  assert.equal(tracees(folder), []);
});

test('the register that refuses what is not confirmed stands any single fault', async () => {
  const folder = makeScratch();
  const end = await hunt('register/register-fixed.yaml', folder);
  const results = resultsOf(folder, 'register-fixed');
  assert.is(end.code, 0, end.err + end.out);
  assert.is(results.certificate?.violated, 0);
  assert.is(results.certificate?.inconclusive, 0);
});

test.run();
