/**
 * `npm run systems`: hunts in the systems of specs/systems one after the other and prints one row
 * each, beside what was expected. Exit code 1 when a row is not as expected.
 *
 * Usage: real-systems.js [--only NAME,NAME] [--passes N] [--random SEEDS] [--time DURATION]
 *
 * --random: hunts by chance, too, with the seeds 1 … SEEDS and at most RANDOM_MAX runs each, where
 * a violation is expected; --time: the budget of a hunt. By default a control has 15 minutes, for
 * it uses up what it is given, and what must be found an hour.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { durationText } from '../../src/report/quantity.ts';
import { alignRows } from '../../src/report/table.ts';
import { ROOT } from '../helpers/root.ts';
import {
  huntSystem,
  type SystemOutcome,
  type SystemRow,
  systemRows,
} from '../helpers/system-hunt.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    passes: { type: 'string', default: '1' },
    random: { type: 'string', default: '0' },
    time: { type: 'string' },
  },
});

const RANDOM_MAX = 300;
const STORE = join(ROOT, '.ldfi', 'systems');
const HEAD = [
  ...['system', 'verdict', 'exit', 'minimal set', 'to violation', 'random', 'runs', 'time'],
  'expected?',
];
const RIGHT = new Set([2, 4, 5, 6, 7]);

const budgetOf = ({ expected }: SystemRow): readonly string[] => [
  '--time',
  values.time ?? (expected.verdict === 'violated' ? '1h' : '15m'),
];

/** Runs to the first violation by chance, for each seed; `>300`: none was seen until then. */
async function byChance(row: SystemRow): Promise<string> {
  const seeds = row.expected.verdict === 'violated' ? Number(values.random) : 0;
  const counts: string[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    const options = ['--strategy', 'random', '--seed', `${seed}`, ...budgetOf(row)];
    const { toViolation, experiments } = await huntSystem(row, join(STORE, 'random'), [
      ...options,
      ...['--experiments', `${RANDOM_MAX}`],
    ]);
    counts.push(toViolation === undefined ? `>${experiments}` : `${toViolation}`);
  }
  return counts.join(' ') || '–';
}

function cells(row: SystemRow, outcome: SystemOutcome, random: string): readonly string[] {
  return [
    row.name,
    outcome.verdict,
    String(outcome.exitCode),
    outcome.faults.length === 0 ? '' : `${outcome.faults.length}: ${outcome.faults.join('; ')}`,
    outcome.toViolation === undefined ? '–' : String(outcome.toViolation),
    random,
    String(outcome.experiments),
    durationText(outcome.durationMs),
    outcome.asExpected ? 'yes' : `NO: ${row.expected.verdict}`,
  ];
}

const only = values.only?.split(',');
const rows = systemRows().filter(({ name }) => only?.includes(name) ?? true);
let unexpected = 0;
for (let pass = 1; pass <= Number(values.passes); pass += 1) {
  const table: (readonly string[])[] = [HEAD];
  for (const row of rows) {
    const outcome = await huntSystem(row, STORE, ['--fresh', ...budgetOf(row)]);
    const line = cells(row, outcome, pass === 1 ? await byChance(row) : '–');
    table.push(line);
    unexpected += outcome.asExpected ? 0 : 1;
    console.error(`${line.join(' · ')}\n    ${outcome.note}`);
  }
  console.log(alignRows(table, RIGHT).join('\n'));
}
console.log(`${rows.length * Number(values.passes)} hunts, ${unexpected} not as expected`);
process.exit(rows.length > 0 && unexpected === 0 ? 0 : 1);
