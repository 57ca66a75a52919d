/**
 * `npm run ladder`: hunts in the programs of specs/ladder one after the other and prints one row
 * each, beside what was expected. Exit code 1 when a row is not as expected.
 *
 * Usage: ladder.js [--passes N] [PART_OF_A_NAME...]
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
  options: { passes: { type: 'string', default: '1' } },
  allowPositionals: true,
});

const HEAD = [
  ['row', 'lines', 'nodes', 'messages', 'bounds', 'fault sets', 'runs', 'random', 'exhaustive'],
  ['time', 'verdict', 'minimal set', 'expected?', 'paper'],
].flat();
const RIGHT = new Set([1, 2, 3, 5, 6, 7, 8, 9]);

/** Not measured: there is no such strategy yet. */
const NO_STRATEGY = '–';

function boundsText({ plan }: Row): string {
  const { faultsMax, perKindMax } = plan.bounds;
  const kinds = plan.kinds.map((kind) => `${perKindMax[kind]} ${kind}`);
  return `${faultsMax}: ${kinds.join(', ')}`;
}

function cells(row: Row, outcome: Outcome): readonly string[] {
  return [
    row.name,
    String(row.lines),
    String(row.plan.spec.nodes.length),
    String(outcome.messages),
    boundsText(row),
    String(outcome.faultSets),
    String(outcome.runs),
    NO_STRATEGY,
    NO_STRATEGY,
    durationText(outcome.durationMs),
    outcome.verdict,
    outcome.faults.length === 0 ? '' : `${outcome.faults.length}: ${outcome.faults.join('; ')}`,
    outcome.asExpected ? 'yes' : `NO: ${row.expected.verdict} ${row.expected.faults ?? ''}`,
    row.paper ?? '',
  ];
}

const rows = ladderRows().filter(
  ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
);
let unexpected = 0;
for (let pass = 1; pass <= Number(values.passes); pass += 1) {
  const table: (readonly string[])[] = [HEAD];
  for (const row of rows) {
    const outcome = await climb(row, join(ROOT, '.ldfi', 'ladder'));
    table.push(cells(row, outcome));
    unexpected += outcome.asExpected ? 0 : 1;
    console.error(`${cells(row, outcome).join(' · ')}${outcome.note}`);
  }
  console.log(alignRows(table, RIGHT).join('\n'));
}
console.log(`${rows.length * Number(values.passes)} hunts, ${unexpected} not as expected`);
process.exit(unexpected === 0 ? 0 : 1);
