/**
 * `ldfi run`: hunts and reports. Knows which text goes to which stream and which exit code goes
 * with the outcome.
 */
import { writeAtomically } from '../corpus/files.ts';
import { EXIT, type ExitCode } from '../model/errors.ts';
import { PLAIN } from '../report/palette.ts';
import { countText } from '../report/quantity.ts';
import type { HuntView } from '../report/reporters/hunt-view.ts';
import { report } from '../report/reporters/reporters.ts';
import { loadSpec } from '../spec/load-spec.ts';
import type { RunOptions } from './command.ts';
import { EXIT_OF_OUTCOME, EXIT_OF_SIGNAL } from './error-text.ts';
import { type HuntPlan, planHunt } from './hunt-plan.ts';
import { type Hunted, huntInStore } from './hunt-session.ts';
import { shortPath, viewOf } from './paths.ts';
import type { Terminal } from './terminal.ts';

/** Each report to where it was asked for. Errors: StoreError. */
function tell(options: RunOptions, plan: HuntPlan, hunted: Hunted, { out, err }: Terminal): void {
  const view: HuntView = {
    spec: plan.spec.name,
    file: shortPath(plan.spec.file),
    startedAt: hunted.startedAt,
    result: hunted.result,
    viewOf: viewOf(hunted.findings, options.store),
    known: hunted.known,
  };
  for (const { name, file } of options.reporters) {
    if (file === undefined) {
      out.write(report(name, view, hunted.data, out.palette));
    } else {
      writeAtomically(file, report(name, view, hunted.data, PLAIN));
    }
  }
  const isText = options.reporters.some(({ name, file }) => name === 'text' && file === undefined);
  const where = `results in ${shortPath(hunted.resultsFile)}\n`;
  if (isText) {
    out.write(`\n${out.palette.faint(where.trimEnd())}\n`);
  } else if (options.reporters.every(({ file }) => file !== undefined)) {
    err.write(`ldfi: ${outcomeOf(hunted)}; ${where}`);
  }
}

const outcomeOf = ({ result: { outcome, reason } }: Hunted): string => `${outcome}: ${reason}`;

export async function runCommand(options: RunOptions, terminal: Terminal): Promise<ExitCode> {
  const plan = planHunt(loadSpec(options.spec), options);
  const settings = {
    plan,
    store: options.store,
    keepRuns: options.keep,
    quiet: options.quiet,
    fresh: options.fresh,
    known: options.known,
  };
  const hunted = await huntInStore(settings, terminal);
  const { result, interrupted } = hunted;
  tell(options, plan, hunted, terminal);
  if (interrupted !== undefined) {
    const counts =
      `${countText(result.experiments, 'experiment')}, ` +
      `${countText(result.findings.length, 'finding')}`;
    const where = shortPath(hunted.resultsFile);
    terminal.err.write(`ldfi: interrupted by ${interrupted} after ${counts}; kept in ${where}\n`);
    return EXIT_OF_SIGNAL[interrupted];
  }
  const isBroken = hunted.known.some(({ standing }) => standing === 'ongoing');
  return isBroken ? EXIT.violated : EXIT_OF_OUTCOME[result.outcome];
}
