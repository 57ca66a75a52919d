/**
 * `ldfi run`: hunts and reports. Knows which text goes to which stream and which exit code goes
 * with the outcome.
 */
import { EXIT, type ExitCode } from '../model/errors.ts';
import { renderHuntReport } from '../report/hunt-report.ts';
import { countText } from '../report/quantity.ts';
import { loadSpec } from '../spec/load-spec.ts';
import type { RunOptions } from './command.ts';
import { EXIT_OF_SIGNAL } from './error-text.ts';
import { planHunt } from './hunt-plan.ts';
import { type Hunted, huntInStore } from './hunt-session.ts';
import { shortPath, viewOf } from './paths.ts';
import type { Terminal } from './terminal.ts';

const EXIT_OF_OUTCOME = {
  exhausted: EXIT.exhausted,
  violated: EXIT.violated,
  inconclusive: EXIT.inconclusive,
} as const satisfies Readonly<Record<Hunted['result']['outcome'], ExitCode>>;

export async function runCommand(options: RunOptions, terminal: Terminal): Promise<ExitCode> {
  const plan = planHunt(loadSpec(options.spec), options);
  const settings = {
    plan,
    store: options.store,
    keepRuns: options.keep,
    quiet: options.quiet,
    fresh: options.fresh,
  };
  const hunted = await huntInStore(settings, terminal);
  const { result, interrupted } = hunted;
  const { palette } = terminal.out;
  terminal.out.write(
    options.json
      ? `${JSON.stringify(hunted.data, null, 2)}\n`
      : renderHuntReport(plan.spec.name, result, palette, viewOf(hunted.findings, options.store)),
  );
  if (!options.json) {
    terminal.out.write(`\n${palette.faint(`results in ${shortPath(hunted.resultsFile)}`)}\n`);
  }
  if (interrupted !== undefined) {
    const counts =
      `${countText(result.experiments, 'experiment')}, ` +
      `${countText(result.findings.length, 'finding')}`;
    const where = shortPath(hunted.resultsFile);
    terminal.err.write(`ldfi: interrupted by ${interrupted} after ${counts}; kept in ${where}\n`);
    return EXIT_OF_SIGNAL[interrupted];
  }
  return EXIT_OF_OUTCOME[result.outcome];
}
