/**
 * `npm run bench:order`: in how many runs the first violation is met in the ladder's protocols on
 * the fake runner: with the order of hypotheses as it is, without each of its parts, and by chance.
 * Nothing is timed.
 *
 * Usage: order.js [--seeds N] [NAME_OR_PART_OF_ONE...]
 */
import { parseArgs } from 'node:util';
import { EQUAL_WEIGHTS, ORDER_PARTS } from '../../src/model/order.ts';
import { alignRows } from '../../src/report/table.ts';
import { climbFake } from '../helpers/fake-climb.ts';
import { FAKE_LADDER } from '../helpers/fake-ladder.ts';

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  options: { seeds: { type: 'string', default: '25' } },
  allowPositionals: true,
});
const seeds = Number(values.seeds);

const isMeant = (name: string): boolean =>
  positionals.length === 0 || positionals.some((word) => name.includes(word));

const table: (readonly string[])[] = [
  ['row', 'faults', 'all parts', ...ORDER_PARTS.map((part) => `no ${part}`), 'chance'],
];
for (const rung of FAKE_LADDER.filter(({ name, expected }) => expected > 0 && isMeant(name))) {
  const all = await climbFake(rung);
  const without: string[] = [];
  for (const part of ORDER_PARTS) {
    const weights = { ...EQUAL_WEIGHTS, [part]: 0 };
    without.push(String((await climbFake(rung, { weights })).runs));
  }
  let sum = 0;
  for (let seed = 1; seed <= seeds; seed += 1) {
    sum += (await climbFake(rung, { strategy: 'random', seed })).runs;
  }
  const chance = seeds === 0 ? '–' : (sum / seeds).toFixed(1);
  table.push([rung.name, String(all.faults), String(all.runs), ...without, chance]);
  console.error(table.at(-1)?.join(' · '));
}
console.log(alignRows(table, new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])).join('\n'));
