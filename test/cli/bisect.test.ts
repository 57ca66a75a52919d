/** Codes for `git bisect run`. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bisectCode, bisectExit, isBisecting } from '../../src/cli/bisect.ts';
import { tallyReplays } from '../../src/cli/replay-tally.ts';
import { EXIT, SpecError, UsageError } from '../../src/model/errors.ts';
import type { VerdictKind } from '../../src/model/verdict.ts';
import { ldfi } from '../helpers/ldfi.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('bisect');

const exitOf = (...verdicts: readonly VerdictKind[]): number => {
  const run = { reason: '', durationMs: 1, directory: '' };
  return bisectCode(bisectExit(tallyReplays(verdicts.map((verdict) => ({ ...run, verdict })))));
};

test('one violation is bad, all held is good, all else cannot tell', () => {
  assert.is(exitOf('held', 'void', 'violated'), 1);
  assert.is(exitOf('held', 'held'), 0);
  for (const kinds of [[], ['held', 'void'], ['vacuous'], ['inconclusive', 'held']] as const) {
    assert.is(exitOf(...kinds), 125, kinds.join());
  }
});

test('what fails at this commit is skipped, what fails at all of them ends it', () => {
  assert.is(bisectCode(EXIT.usage, new SpecError('spec', 'a:1:1', 'wrong')), 125);
  assert.is(bisectCode(EXIT.usage, new UsageError('usage', 'wrong')), 255);
  for (const code of [EXIT.baseline, EXIT.cannotTrace, EXIT.internal, EXIT.store]) {
    assert.is(bisectCode(code), 125);
  }
  assert.is(bisectCode(EXIT.interrupted), 130);
  assert.ok(isBisecting(['replay', 'x', '--bisect']));
  assert.not.ok(isBisecting(['run', 'x', '--bisect']));
});

test('the process ends with them', async () => {
  const folder = makeScratch();
  assert.is((await ldfi(['replay', 'nowhere', '--bisect'], folder)).code, 255);
  assert.is((await ldfi(['replay', 'nowhere', '--bisekt', '--bisect'], folder)).code, 255);
  writeFiles(folder, { 'finding.json': '{' });
  assert.is((await ldfi(['replay', './finding.json', '--bisect'], folder)).code, 125);
  assert.is((await ldfi(['replay', './finding.json'], folder)).code, 64);
});

test.run();
