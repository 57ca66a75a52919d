/** The ladder's programs: all keep their promises without faults, and some rows hunted for real. */
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFault } from '../../src/faults/text.ts';
import { runExperiment } from '../../src/runner/experiment.ts';
import { climb, runnerFor } from '../helpers/ladder-hunt.ts';
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

/** Two of the accepts are lost; they are sent again when p has a majority behind its own value. */
const TOO_LATE = ['q→x udp "ACCEPT 5 foobar"#1: omit', 'q→y udp "ACCEPT 5 foobar"#1: omit'];

for (const [name, kind] of [
  ['p1-paxos', 'held'],
  ['p1b-paxos-forgetful', 'violated'],
] as const) {
  test(`${name} with two accepts that come too late: ${kind}`, async () => {
    const faults = TOO_LATE.map((text) => parseFault(text));
    const runner = await runnerFor(quick(name).plan.spec, join(folder, name, 'late'));
    const result = await runner.run({ id: 1, purpose: 'record', faults });
    await runner.close();
    assert.ok(result.faults.every(({ outcome }) => outcome === 'fired'));
    assert.is(result.verdict.kind, kind, JSON.stringify(result.verdict));
  });
}

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
