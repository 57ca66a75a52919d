/**
 * `npm run paper`: the experiments of Box of Pain §5 (Figures 2 and 3), 2000 runs each: Redis with
 * one client, two, two with many commands, two with writes made short, and four. Prints how the
 * runs fall into classes. docs/paper.md tells of it.
 *
 * `-n 200`: so many runs each. `--only 4cl`: that experiment alone. `--write-docs`: what was
 * measured goes into docs/paper/results.json, and from there, with what was measured before, into
 * the charts and the table of docs/paper.md.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { listenForInterrupts } from '../../src/cli/interrupt.ts';
import { chanceFor, repeatRuns, type Tally } from '../../src/cli/repeat-runs.ts';
import { withRunner } from '../../src/cli/with-runner.ts';
import { renderDistribution } from '../../src/report/distribution-report.ts';
import { loadSpec } from '../../src/spec/load-spec.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { EXPERIMENTS, type Experiment, keep, keptResults, table, writeDocs } from './paper-docs.ts';

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
async function runSteadily(
  experiment: Experiment,
  runs: number,
): Promise<{ readonly tally: Tally; readonly steady: boolean }> {
  try {
    return { tally: await run(experiment, runs, true), steady: true };
  } catch (error) {
    if ((error as { readonly code?: string }).code !== 'no-steady') {
      throw error;
    }
    console.log(`${experiment.name}: ${(error as Error).message}; runs will differ more`);
    return { tally: await run(experiment, runs, false), steady: false };
  }
}

async function measure(experiment: Experiment, runs: number, write: boolean): Promise<void> {
  const began = performance.now();
  const { tally, steady } = await runSteadily(experiment, runs);
  const seconds = (performance.now() - began) / 1000;
  const { plain, symmetric, done, uncounted } = tally;
  const title = `${experiment.name} (${seconds.toFixed(0)} s)`;
  const isSingle = experiment.name === '1cl';
  console.log(renderDistribution({ title, plain, ...(!isSingle && { symmetric }) }));
  if (write && done === runs) {
    keep(experiment.name, {
      runs,
      steady,
      counts: plain.counts,
      symmetric: symmetric.counts,
      uncounted: [...uncounted.values()].reduce((sum, count) => sum + count, 0),
    });
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', short: 'n', default: '2000' },
      only: { type: 'string' },
      'write-docs': { type: 'boolean', default: false },
    },
  });
  const write = values['write-docs'];
  const chosen = EXPERIMENTS.filter(({ name }) => (values.only ?? name) === name);
  if (chosen.length === 0) {
    throw new Error(`no experiment is called '${values.only}'`);
  }
  for (const experiment of chosen) {
    if (interrupts.came() === undefined) {
      await measure(experiment, Number(values.runs), write);
    }
  }
  if (write) {
    writeDocs();
    console.log(table(keptResults()));
  }
  interrupts.dispose();
}

await main();
