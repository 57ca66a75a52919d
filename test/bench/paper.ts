/**
 * `npm run paper`: the experiments of Box of Pain §5 (Figures 2 and 3), 2000 runs each: Redis with
 * one client, two, two with many commands, two with writes made short, and four. Prints how the
 * runs fall into classes, draws both figures into docs/, and says how many classes it took.
 *
 * `-n 200`: so many runs each. `--only 4cl`: that experiment alone, and no figures.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { listenForInterrupts } from '../../src/cli/interrupt.ts';
import { chanceFor, repeatRuns, type Tally } from '../../src/cli/repeat-runs.ts';
import { withRunner } from '../../src/cli/with-runner.ts';
import { classesCovering } from '../../src/lineage/class-tally.ts';
import { COVERED, renderDistribution } from '../../src/report/distribution-report.ts';
import { type Curve, distributionSvg } from '../../src/report/distribution-svg.ts';
import { loadSpec } from '../../src/spec/load-spec.ts';
import { OUTPUT, ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';

interface Experiment {
  /** As in the paper's figures. */
  readonly name: string;
  readonly spec: string;
  readonly shortenWrites?: true;
  readonly figure: 2 | 3;
  /** Classes that hold 99 % of 2000 runs, where the paper's text says. */
  readonly inPaper?: number;
}

const EXPERIMENTS: readonly Experiment[] = [
  { name: '1cl', spec: 'redis-1cl', figure: 2 },
  { name: '2cl', spec: 'redis-2cl', figure: 2 },
  { name: '2cl-mc', spec: 'redis-2cl-mc', figure: 2 },
  { name: '2cl-wt', spec: 'redis-2cl', shortenWrites: true, figure: 3, inPaper: 300 },
  { name: '4cl', spec: 'redis-4cl', figure: 3, inPaper: 300 },
];

/** The client is C, for it is started ten thousand times; static, for it starts sooner. */
function compileClient(): void {
  const source = join(ROOT, 'specs/paper/client.c');
  const target = join(OUTPUT, 'specs/paper/client');
  mkdirSync(join(OUTPUT, 'specs/paper'), { recursive: true });
  const { status, stderr } = spawnSync('cc', ['-O2', '-static', '-o', target, source], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(`cc failed: ${stderr}`);
  }
}

const interrupts = listenForInterrupts(() => {});

async function run(experiment: Experiment, runs: number, steady: boolean): Promise<Tally> {
  const { name, spec: file, shortenWrites = false } = experiment;
  const spec = loadSpec(join(ROOT, 'specs/paper', `${file}.yaml`));
  const options = { storeDir: makeScratch(), keepRuns: 'failing', steady } as const;
  const isTerminal = process.stderr.isTTY === true;
  const tally = await withRunner(spec, options, interrupts, (runner) =>
    repeatRuns(runner, interrupts, {
      runs,
      chance: (id) => chanceFor({ seed: 1, shortenWrites }, id),
      onNew: () => {},
      onRun: ({ done, plain }) => {
        if (isTerminal && done % 10 === 0) {
          const { length } = plain.counts;
          process.stderr.write(`\r\u001b[K${name}: run ${done} of ${runs}, ${length} classes`);
        }
      },
    }),
  );
  if (isTerminal) {
    process.stderr.write('\r\u001b[K');
  }
  for (const [reason, count] of tally.uncounted) {
    console.log(`${name}: ${count} runs are of no class: ${reason}`);
  }
  return tally;
}

/** Unless privileges are missing, which is no reason not to measure. */
async function runSteadily(experiment: Experiment, runs: number): Promise<Tally> {
  try {
    return await run(experiment, runs, true);
  } catch (error) {
    if ((error as { readonly code?: string }).code !== 'no-steady') {
      throw error;
    }
    console.log(`${experiment.name}: ${(error as Error).message}; runs will differ more`);
    return run(experiment, runs, false);
  }
}

interface Done extends Experiment {
  readonly tally: Tally;
}

function draw(figure: 2 | 3, done: readonly Done[]): void {
  const curves = done
    .filter((one) => one.figure === figure)
    .flatMap(({ name, tally }): Curve[] => [
      { name, distribution: tally.plain },
      ...(name === '1cl'
        ? []
        : [{ name: `${name}, symmetric`, distribution: tally.symmetric, dashed: true }]),
    ]);
  const file = join(ROOT, 'docs', `paper-figure-${figure}.svg`);
  writeFileSync(file, distributionSvg(`Box of Pain, Figure ${figure}, by ldfi`, curves));
  console.log(`drew ${file}`);
}

function table(done: readonly Done[]): void {
  console.log('\nclasses that hold 99 % of the runs');
  console.log('experiment   as seen   up to symmetry   paper');
  for (const { name, tally, inPaper } of done) {
    const [plain, symmetric] = [tally.plain, tally.symmetric].map((distribution) =>
      String(classesCovering(distribution, COVERED)),
    );
    const paper = inPaper === undefined ? 'a few (Figure 2)' : `about ${inPaper}`;
    console.log(`${name.padEnd(10)} ${plain?.padStart(9)} ${symmetric?.padStart(16)}   ${paper}`);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { runs: { type: 'string', short: 'n', default: '2000' }, only: { type: 'string' } },
  });
  compileClient();
  const done: Done[] = [];
  for (const experiment of EXPERIMENTS) {
    if (values.only !== undefined && values.only !== experiment.name) {
      continue;
    }
    const began = performance.now();
    const tally = await runSteadily(experiment, Number(values.runs));
    const seconds = (performance.now() - began) / 1000;
    const { plain, symmetric } = tally;
    const title = `${experiment.name} (${seconds.toFixed(0)} s)`;
    const isSingle = experiment.name === '1cl';
    console.log(renderDistribution({ title, plain, ...(!isSingle && { symmetric }) }));
    done.push({ ...experiment, tally });
    if (interrupts.came() !== undefined) {
      break;
    }
  }
  table(done);
  if (done.length === EXPERIMENTS.length && interrupts.came() === undefined) {
    draw(2, done);
    draw(3, done);
  }
  interrupts.dispose();
}

await main();
