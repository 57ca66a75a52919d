/** What is read again of results.json, and what is told of files that are none. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planData, planHunt } from '../../src/cli/hunt-plan.ts';
import { readResults } from '../../src/corpus/results.ts';
import { openSession, resultsData, saveResults } from '../../src/corpus/session.ts';
import { StoreError } from '../../src/model/errors.ts';
import { parseSpec } from '../../src/spec/load-spec.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('results');

const SPEC = parseSpec(
  `version: 1
name: small
nodes: { a: { command: ['true'] } }
workload: { command: ['true'] }
invariant: { command: ['true'] }
`,
  '/small.yaml',
);

test('what a hunt writes is read, from its folder and from the file', () => {
  const session = openSession(makeScratch(), 'small', new Date(0), 1);
  const plan = planHunt(SPEC, { perKindMax: {}, stopOn: 'all', strategy: 'random', seed: 9 });
  const context = {
    ...{ spec: 'small', file: '/small.yaml', options: planData(plan) },
    ...{ versions: {}, host: {}, startedAt: '' },
  };
  const counts = { held: 0, violated: 0, vacuous: 0, void: 0, inconclusive: 0 };
  const file = saveResults(
    session,
    resultsData(context, {
      ...{ outcome: 'inconclusive', reason: 'x', findings: [], flaky: [] },
      ...{ counts, experiments: 0, durationMs: 0 },
    }),
  );
  for (const path of [file, session.directory]) {
    const { folder, results } = readResults(path);
    assert.is(folder, session.directory);
    assert.is(results.options.seed, 9);
    assert.equal(results.options.bounds, plan.bounds);
    assert.is(results.certificate, undefined);
  }
});

test('anything else is an error with the place and the way out', () => {
  const file = join(makeScratch(), 'results.json');
  for (const [text, why] of [
    ['not json', 'not JSON'],
    ['{"version": 2}', 'version'],
    ['{"version": 1, "spec": "x", "options": {}}', 'options.bounds'],
  ] as const) {
    writeFileSync(file, text);
    assert.throws(
      () => readResults(file),
      (error: unknown) => error instanceof StoreError && error.message.includes(why),
      why,
    );
  }
});

test.run();
