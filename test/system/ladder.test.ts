/** The ladder's programs: all keep their promises without faults, and some rows hunted for real. */
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runExperiment } from '../../src/runner/experiment.ts';
import { climb } from '../helpers/ladder-hunt.ts';
import { ladderRows, type Row } from '../helpers/ladder-rows.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { engineOf } from '../tracer/play.ts';

const test = suite('ladder');
const rows = ladderRows();
const folder = makeScratch();

/** What a run without faults depends on: rows that differ in their bounds only run alike. */
function programsOf({ plan: { spec } }: Row): string {
  return JSON.stringify([spec.nodes, spec.invariant.command]);
}

/** The row with fewer runs around its search. */
function quick(name: string): Row {
  const row = rows.find((one) => one.name === name);
  if (row === undefined) {
    throw new Error(`no row ${name} on the ladder`);
  }
  const spec = { ...row.plan.spec, confirm: { runs: 2, threshold: 2 } };
  return { ...row, plan: { ...row.plan, spec, baselines: 2 } };
}

test('without faults every row holds, and has promised something', async () => {
  const seen = new Set<string>();
  const request = { id: 1, purpose: 'record', faults: [] } as const;
  for (const row of rows) {
    if (seen.has(programsOf(row))) {
      continue;
    }
    seen.add(programsOf(row));
    const directory = join(folder, row.name, 'runs/1');
    const { verdict } = await runExperiment(row.plan.spec, request, directory, engineOf());
    assert.is(verdict.kind, 'held', `${row.name}: ${JSON.stringify(verdict)}`);
  }
});

for (const name of ['d1-simple', 'd2-retry', 'c1-two-phase']) {
  test(`${name} is broken by a minimal set of the expected size`, async () => {
    const outcome = await climb(quick(name), folder);
    assert.ok(outcome.asExpected, `${outcome.verdict} ${outcome.faults.join('; ')}${outcome.note}`);
  });
}

test('pb1-synchronous stands any single fault', async () => {
  const row = quick('pb1-synchronous');
  const bounds = { ...row.plan.bounds, faultsMax: 1 };
  const outcome = await climb({ ...row, plan: { ...row.plan, bounds } }, folder);
  assert.ok(outcome.asExpected, `${outcome.verdict} ${outcome.faults.join('; ')}${outcome.note}`);
});

test.run();
