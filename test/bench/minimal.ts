/**
 * `npm run minimal`: finds what breaks each row of the ladder, each shipped finding and the systems
 * that end soon, plants three more faults among it that nobody needs, minimises, and compares with
 * the sets that are minimal by hand. Exit code 1 when one of them differs.
 *
 * Usage: minimal.js [--seed N] [--time 5m] [NAME_OR_PART_OF_ONE...]
 *
 * --time: how long minimising may go on for each. Faults are dropped first; a row whose time was
 * spent with weaker ones says so, and is judged by what is left.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseFault } from '../../src/faults/text.ts';
import type { Fault } from '../../src/model/fault.ts';
import type { Finding, Lessening } from '../../src/model/finding.ts';
import type { Spec } from '../../src/model/spec.ts';
import { durationText } from '../../src/report/quantity.ts';
import { alignRows } from '../../src/report/table.ts';
import { createProcessRunner } from '../../src/runner/process-runner.ts';
import { type Bench, createBench } from '../../src/search/bench.ts';
import { lessen } from '../../src/search/lessen.ts';
import { durationMs } from '../../src/spec/duration.ts';
import { loadSpec } from '../../src/spec/load-spec.ts';
import { climb } from '../helpers/ladder-hunt.ts';
import { ladderRows } from '../helpers/ladder-rows.ts';
import { judgeLeft, plantBySeed, setText, TWICE } from '../helpers/planted.ts';
import { ROOT } from '../helpers/root.ts';
import { huntSystem, systemRows } from '../helpers/system-hunt.ts';

const STORE = join(ROOT, '.ldfi', 'minimal');
const PLANTED = 3;
const PLANT_TRIES = 12;

interface Subject {
  readonly name: string;
  readonly spec: Spec;
  readonly sets: readonly (readonly string[])[];
  /** What breaks its promise, minimal or not; empty: nothing was found. */
  readonly found: () => Promise<readonly string[]>;
}

const shipped = (spec: string, id: string, sets: Subject['sets']): Subject => ({
  name: spec,
  spec: loadSpec(join(ROOT, 'specs', spec, `${spec}.yaml`)),
  sets,
  found: async () => {
    const file = join(ROOT, 'corpus', spec, 'findings', id, 'finding.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { faults: readonly string[] }).faults;
  },
});

const SHIPPED: readonly Subject[] = [
  shipped('mailbox', 'c0d3e56b295d', [
    ['primary→backup "COPY .*"#1: cut', 'primary: crash (before|after) .*'],
  ]),
  shipped('redis-failover', 'd19713101c63', [
    ['primary→replica "(SET|SELECT) .*"#1: cut', 'primary: crash (before|after) .*'],
  ]),
];

const LADDER: readonly Subject[] = ladderRows()
  .filter(({ expected }) => expected.verdict === 'violated')
  .map((row) => ({
    name: row.name,
    spec: row.plan.spec,
    sets: row.expected.sets ?? [],
    found: async () => (await climb(row, join(STORE, 'hunts'))).faults,
  }));

const SYSTEMS = ['redis-async', 'rq', 'haproxy-retry'];

const ofSystems = (): readonly Subject[] =>
  systemRows()
    .filter(({ name }) => SYSTEMS.includes(name))
    .map((row) => ({
      name: row.name,
      spec: loadSpec(row.path),
      sets: row.expected.sets ?? [],
      found: async () => (await huntSystem(row, join(STORE, 'hunts'), ['--fresh'])).faults,
    }));

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  options: {
    seed: { type: 'string', default: '1' },
    time: { type: 'string', default: '5m' },
  },
  allowPositionals: true,
});

const findingOf = (spec: Spec, faults: readonly Fault[]): Finding => ({
  version: 1,
  ...{ id: 'planted', spec: spec.name, faults, foundAs: faults, reason: '' },
  ...{ withFaults: { violated: 0, runs: 0 }, withoutFaults: { violated: 0, runs: 0 } },
  ...{ experimentsToViolation: 0, experiments: 0, reports: [], chain: [], logs: '' },
});

async function lineOf({ name, spec, sets, found }: Subject): Promise<readonly string[]> {
  const started = performance.now();
  const start = (await found()).map((text) => parseFault(text));
  if (start.length === 0) {
    return [name, 'nothing found', '', '', '', '', '', '', 'NO'];
  }
  const storeDir = join(STORE, name);
  rmSync(storeDir, { recursive: true, force: true });
  mkdirSync(storeDir, { recursive: true });
  const runner = await createProcessRunner(spec, { storeDir, keepRuns: 'failing' });
  const endless = Number.POSITIVE_INFINITY;
  const benchFor = (timeMs: number): Bench =>
    createBench({
      ...{ runner, budget: { experimentsMax: endless, timeMs } },
      ...{ onEvent: () => undefined, now: () => performance.now() },
    });
  try {
    const options = { count: PLANTED, seed: Number(values.seed), triesMax: PLANT_TRIES };
    const planted = await plantBySeed(benchFor(endless), start, options);
    const onTry = ({ kept, change, fault, to }: Lessening): void =>
      console.error(
        `  ${kept ? 'taken' : 'no   '} ${change} ${setText(to ? [fault, to] : [fault])}`,
      );
    const bench = benchFor(durationMs(values.time) ?? 0);
    const wanted = { bench, rule: TWICE, carried: [], runsMax: endless, onTry };
    const done = await lessen(wanted, findingOf(spec, planted.faults));
    const took = durationText(performance.now() - started);
    const cells = [name, setText(start), setText(planted.planted)];
    if (done.kind !== 'lessened') {
      const { violated, runs } = done.rate;
      return [...cells, 'not confirmed', `${violated}/${runs}`, '', '', took, 'NO'];
    }
    const { faults, minimality } = done.finding;
    const tries = minimality?.tries ?? [];
    const { isClean, isMinimal } = judgeLeft(planted, faults, tries, sets);
    const isWhole = planted.planted.length === PLANTED;
    return [
      ...cells,
      setText(faults),
      isClean ? 'all removed' : 'LEFT',
      isMinimal ? 'yes' : 'NO',
      minimality?.complete === true
        ? `1-minimal, ${tries.length} tries`
        : `time spent, ${tries.length} tries`,
      took,
      isClean && isMinimal && isWhole ? 'yes' : 'NO',
    ];
  } finally {
    await runner.close();
  }
}

const HEAD = [
  ...['row', 'found', 'planted', 'left', 'planted', 'as by hand', 'steps', 'time', 'as expected'],
];
const all = [...SHIPPED, ...LADDER, ...ofSystems()];
const isMeant = ({ name }: Subject): boolean =>
  positionals.length === 0 ||
  positionals.some((word) =>
    all.some((one) => one.name === word) ? name === word : name.includes(word),
  );
const table: (readonly string[])[] = [HEAD];
for (const subject of all.filter(isMeant)) {
  console.error(subject.name);
  const line = await lineOf(subject);
  console.error(line.join(' · '));
  table.push(line);
}
console.log(alignRows(table, new Set([7])).join('\n'));
const unexpected = table.slice(1).filter((line) => line.at(-1) !== 'yes').length;
console.log(`${table.length - 1} sets, ${unexpected} not as expected`);
process.exit(unexpected === 0 && table.length > 1 ? 0 : 1);
