/**
 * `npm run ladder`: hunts in the programs of specs/ladder one after the other and prints one row
 * each, beside what was expected. Exit code 1 when a row is not as expected.
 *
 * Usage: ladder.js [--passes N] [--random SEEDS] [--random-cap RUNS] [--exhaustive]
 *        [NAME_OR_PART_OF_ONE...]
 *
 * --random: hunts by chance, too, with the seeds 1 … SEEDS; --exhaustive: once by trying
 * everything. Both on rows where a violation is expected, for runs up to the first. The seeds share
 * runs: a set of faults is run once. --random-cap: a seed ends after so many runs; where some did,
 * the mean is a lower bound, and says so.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { durationText } from '../../src/report/quantity.ts';
import { alignRows } from '../../src/report/table.ts';
import { climb, type Outcome } from '../helpers/ladder-hunt.ts';
import { ladderRows, type Row } from '../helpers/ladder-rows.ts';
import { ROOT } from '../helpers/root.ts';
import { createRunMemory } from '../helpers/run-memory.ts';

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  options: {
    passes: { type: 'string', default: '1' },
    random: { type: 'string', default: '0' },
    'random-cap': { type: 'string' },
    exhaustive: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

const HEAD = [
  ['row', 'lines', 'nodes', 'messages', 'bounds', 'fault sets', 'runs', 'random', 'exhaustive'],
  ['time', 'verdict', 'minimal set', 'expected?', 'paper'],
].flat();
const RIGHT = new Set([1, 2, 3, 5, 6, 7, 8, 9]);

const FOLDER = join(ROOT, '.ldfi', 'ladder');
const SHARED_FOLDER = join(ROOT, '.ldfi', 'ladder-runs');

/** Runs to the first violation, by other strategies than lineage; `–` is not measured. */
interface Rivals {
  readonly random: string;
  readonly exhaustive: string;
}

const EXHAUSTIVE = { strategy: 'exhaustive', untilViolation: true } as const;

const medianOf = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? 0;

/** Mean and median over the seeds; a lower bound where some ended before they met a violation. */
async function chanceOf(row: Row, seeds: number): Promise<string> {
  const cap = values['random-cap'];
  rmSync(SHARED_FOLDER, { recursive: true, force: true });
  const memory = createRunMemory(SHARED_FOLDER);
  const runs: number[] = [];
  let unmet = 0;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const outcome = await climb(row, FOLDER, {
      ...{ strategy: 'random', seed, untilViolation: true, memory },
      ...(cap !== undefined && { runsMax: Number(cap) }),
    });
    runs.push(outcome.runs);
    unmet += outcome.met ? 0 : 1;
  }
  runs.sort((a, b) => a - b);
  const mean = runs.reduce((sum, count) => sum + count, 0) / runs.length;
  const bound = unmet === 0 ? '' : '≥ ';
  const unmetText = unmet === 0 ? '' : `, ${unmet} of ${seeds} not met`;
  return `${bound}${mean.toFixed(1)} (median ${medianOf(runs)}${unmetText})`;
}

async function rivalsOf(row: Row): Promise<Rivals> {
  const isMet = row.expected.verdict === 'violated';
  const seeds = isMet ? Number(values.random) : 0;
  return {
    random: seeds === 0 ? '–' : await chanceOf(row, seeds),
    exhaustive:
      values.exhaustive && isMet ? String((await climb(row, FOLDER, EXHAUSTIVE)).runs) : '–',
  };
}

function boundsText({ plan }: Row): string {
  const { faultsMax, perKindMax } = plan.bounds;
  const kinds = plan.kinds.map((kind) => `${perKindMax[kind]} ${kind}`);
  return `${faultsMax}: ${kinds.join(', ')}`;
}

function cells(row: Row, outcome: Outcome, rivals: Rivals): readonly string[] {
  return [
    row.name,
    String(row.lines),
    String(row.plan.spec.nodes.length),
    String(outcome.messages),
    boundsText(row),
    String(outcome.faultSets),
    String(outcome.runs),
    rivals.random,
    rivals.exhaustive,
    durationText(outcome.durationMs),
    outcome.verdict,
    outcome.faults.length === 0 ? '' : `${outcome.faults.length}: ${outcome.faults.join('; ')}`,
    outcome.asExpected ? 'yes' : `NO: ${row.expected.verdict} ${row.expected.faults ?? ''}`,
    row.paper ?? '',
  ];
}

const all = ladderRows();
const isMeant = ({ name }: Row): boolean =>
  positionals.length === 0 ||
  positionals.some((word) =>
    all.some((row) => row.name === word) ? name === word : name.includes(word),
  );
const rows = all.filter(isMeant);
let unexpected = 0;
for (let pass = 1; pass <= Number(values.passes); pass += 1) {
  const table: (readonly string[])[] = [HEAD];
  for (const row of rows) {
    const outcome = await climb(row, FOLDER);
    const line = cells(row, outcome, await rivalsOf(row));
    table.push(line);
    unexpected += outcome.asExpected ? 0 : 1;
    console.error(`${line.join(' · ')}${outcome.note}`);
  }
  console.log(alignRows(table, RIGHT).join('\n'));
}
console.log(`${rows.length * Number(values.passes)} hunts, ${unexpected} not as expected`);
process.exit(unexpected === 0 ? 0 : 1);
