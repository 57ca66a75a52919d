/**
 * `ldfi record --repeat`: many runs without faults, counted by class. Knows streams, files and exit
 * codes only.
 */
import { join } from 'node:path';
import process from 'node:process';
import { makeFolder, writeAtomically } from '../corpus/files.ts';
import { openSession } from '../corpus/session.ts';
import { saveRecording } from '../corpus/trace-file.ts';
import { classesCovering } from '../lineage/class-tally.ts';
import { EXIT, type ExitCode } from '../model/errors.ts';
import type { Spec } from '../model/spec.ts';
import { COVERED, renderDistribution } from '../report/distribution-report.ts';
import { distributionSvg } from '../report/distribution-svg.ts';
import { escapeLine } from '../report/escape.ts';
import { countText } from '../report/quantity.ts';
import { equalNodes } from '../spec/equal-nodes.ts';
import { loadSpec } from '../spec/load-spec.ts';
import type { RecordOptions } from './command.ts';
import { EXIT_OF_SIGNAL } from './error-text.ts';
import { listenForInterrupts } from './interrupt.ts';
import { shortPath } from './paths.ts';
import { chanceFor, repeatRuns, type Tally } from './repeat-runs.ts';
import type { Output, Terminal } from './terminal.ts';
import { withRunner } from './with-runner.ts';

/** Milliseconds between two drawings. */
const REDRAW_MS = 200;

interface Bar {
  readonly show: (tally: Tally) => void;
  readonly clear: () => void;
}

/** One line on a terminal, drawn over and over; nothing elsewhere. */
function progressBar(err: Output, runs: number): Bar {
  const began = performance.now();
  let drawn = Number.NEGATIVE_INFINITY;
  return {
    show: ({ done, plain }) => {
      const now = performance.now();
      if (!err.isTerminal || now - drawn < REDRAW_MS) {
        return;
      }
      drawn = now;
      const rate = (done / ((now - began) / 1000)).toFixed(1);
      const classes = plain.counts.length;
      const left = `run ${done} of ${runs}, ${classes === 1 ? '1 class' : `${classes} classes`}`;
      err.write(`\r\u001b[K${left}, ${rate} runs a second`);
    },
    clear: () => {
      if (err.isTerminal && drawn > 0) {
        err.write('\r\u001b[K');
      }
    },
  };
}

/** The distribution as data. */
function distributionData(spec: Spec, { done, plain, symmetric, uncounted }: Tally): unknown {
  const [classes, upToSymmetry] = [plain, symmetric].map((distribution) => ({
    counts: distribution.counts,
    covering99: classesCovering(distribution, COVERED),
    nextIsNew: distribution.unseen,
  }));
  const none = Object.fromEntries(uncounted);
  return { version: 1, spec: spec.name, runs: done, classes, upToSymmetry, uncounted: none };
}

function drawing(spec: Spec, { plain, symmetric }: Tally, hasSymmetry: boolean): string {
  return distributionSvg(`Runs of ${spec.name} by class`, [
    { name: 'as seen', distribution: plain },
    ...(hasSymmetry
      ? [{ name: 'up to symmetry', distribution: symmetric, dashed: true } as const]
      : []),
  ]);
}

export async function recordMany(
  options: RecordOptions & { readonly repeat: number },
  { out, err }: Terminal,
): Promise<ExitCode> {
  const spec = loadSpec(options.spec);
  const session = openSession(options.store, spec.name, new Date(), process.pid);
  const interrupts = listenForInterrupts(() => {});
  const bar = progressBar(err, options.repeat);
  let tally: Tally | undefined;
  try {
    const runnerOptions = {
      storeDir: session.directory,
      keepRuns: 'failing',
      steady: options.steady,
    } as const;
    tally = await withRunner(spec, runnerOptions, interrupts, (runner) =>
      repeatRuns(runner, interrupts, {
        runs: options.repeat,
        chance: (id) => chanceFor(options, id),
        onNew: ({ followed, trace, verdict }) => {
          const folder = join(session.directory, 'classes', followed?.runClass.name ?? '');
          makeFolder(folder);
          saveRecording(folder, { trace, verdict, faults: [] });
        },
        onRun: bar.show,
      }),
    );
  } finally {
    bar.clear();
    interrupts.dispose();
  }
  const hasSymmetry = equalNodes(spec).length > 0;
  const { plain, symmetric } = tally;
  out.write(
    options.json
      ? `${JSON.stringify(distributionData(spec, tally))}\n`
      : renderDistribution(
          { title: spec.name, plain, ...(hasSymmetry && { symmetric }) },
          out.palette,
        ),
  );
  if (options.svg !== undefined) {
    writeAtomically(options.svg, drawing(spec, tally, hasSymmetry));
  }
  for (const [reason, count] of tally.uncounted) {
    err.write(`not counted: ${countText(count, 'run')}: ${escapeLine(reason)}\n`);
  }
  err.write(`the trace of each class is in ${escapeLine(shortPath(session.directory))}/classes\n`);
  const signal = interrupts.came();
  if (signal !== undefined) {
    return EXIT_OF_SIGNAL[signal];
  }
  return plain.counts.length === 0 ? EXIT.inconclusive : EXIT.exhausted;
}
