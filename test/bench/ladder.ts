/**
 * `npm run ladder`: hunts in the programs of specs/ladder one after the other and prints one row
 * each, beside what was expected. Exit code 1 when a row is not as expected.
 *
 * Usage: ladder.js [--passes N] [--random SEEDS] [--exhaustive] [NAME_OR_PART_OF_ONE...]
 *
 * --random: hunts by chance, too, with the seeds 1 … SEEDS; --exhaustive: once by trying
 * everything. Both on rows where a violation is expected, for runs up to the first.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { durationText } from '../../src/report/quantity.ts';
import { alignRows } from '../../src/report/table.ts';
import { climb, type Outcome } from '../helpers/ladder-hunt.ts';
import { ladderRows, type Row } from '../helpers/ladder-rows.ts';
import { ROOT } from '../helpers/root.ts';

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  options: {
    passes: { type: 'string', default: '1' },
    random: { type: 'string', default: '0' },
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

/** Runs to the first violation, by other strategies than lineage; `–` is not measured. */
interface Rivals {
  readonly random: string;
  readonly exhaustive: string;
}

const EXHAUSTIVE = { strategy: 'exhaustive', untilViolation: true } as const;

const medianOf = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? 0;

async function rivalsOf(row: Row): Promise<Rivals> {
  const seeds = row.expected.verdict === 'violated' ? Number(values.random) : 0;
  const runs: number[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    runs.push((await climb(row, FOLDER, { strategy: 'random', seed, untilViolation: true })).runs);
  }
  runs.sort((a, b) => a - b);
  const mean = runs.reduce((sum, count) => sum + count, 0) / runs.length;
  const tryAll = values.exhaustive && row.expected.verdict === 'violated';
  return {
    random: seeds === 0 ? '–' : `${mean.toFixed(1)} (median ${medianOf(runs)})`,
    exhaustive: tryAll ? String((await climb(row, FOLDER, EXHAUSTIVE)).runs) : '–',
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
