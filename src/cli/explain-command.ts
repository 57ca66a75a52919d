/**
 * `ldfi explain`: tells how a finding's faults break the promise, and what of them matters, from
 * runs made for that. Knows streams, the store and exit codes.
 */
import { findingData } from '../corpus/finding-codec.ts';
import { readFinding } from '../corpus/read-finding.ts';
import { EXIT, type ExitCode } from '../model/errors.ts';
import type { Nearest, Variation } from '../model/finding.ts';
import { differenceOf } from '../report/difference.ts';
import { escapeLine } from '../report/escape.ts';
import { renderFinding } from '../report/finding-report.ts';
import { countText, rateText } from '../report/quantity.ts';
import { variationLine } from '../report/variation-words.ts';
import { type Explored, explore, type GoodRun } from '../search/explore.ts';
import { loadSpec } from '../spec/load-spec.ts';
import { checkNodes } from './check-nodes.ts';
import type { ExplainOptions } from './command.ts';
import { type Desk, workOn } from './finding-work.ts';
import { viewOf } from './paths.ts';
import type { Terminal } from './terminal.ts';

/** The good run in which least was read that was not read in the failing one, and the reverse. */
function nearestOf({ failing, good }: Extract<Explored, { kind: 'explored' }>): {
  readonly nearest: Nearest;
  readonly run: GoodRun;
} {
  const compared = good.map((run) => {
    const difference = differenceOf(run.result.trace, failing.trace);
    const size = difference.missing.length + difference.extra.length;
    return { run, size, nearest: { without: run.without, ...difference } };
  });
  const [first, ...others] = compared;
  if (first === undefined) {
    throw new RangeError('a finding is explored with a good run at least');
  }
  return others.reduce((best, one) => (one.size < best.size ? one : best), first);
}

/** Errors: as `readFinding`; BaselineError; Interrupted; those of the runner and the store. */
export async function explainCommand(
  options: ExplainOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { store, json, runsMax } = options;
  const found = readFinding(options.finding, store, options.spec);
  const spec = loadSpec(found.specFile);
  checkNodes(found, spec);
  const { out, err } = terminal;
  const { id } = found.finding;
  const note = (text: string): void => (json ? undefined : err.write(text));
  note(`ldfi: explaining ${escapeLine(id)} in ${escapeLine(spec.name)}\n`);
  let tried = 0;
  const onVariation = (variation: Variation): void => {
    tried += 1;
    note(`  ${String(tried).padStart(3)}  ${escapeLine(variationLine(variation))}\n`);
  };
  const use = async ({ bench, carried, evidence }: Desk): Promise<Explored> => {
    const context = { bench, rule: spec.confirm, carried, runsMax, onVariation };
    const explored = await explore(context, found.finding);
    if (explored.kind === 'explored') {
      const { nearest, run } = nearestOf(explored);
      evidence.compare(run.result);
      const finding = { ...explored.finding, nearest };
      bench.emit({ kind: 'finding', finding });
      return { ...explored, finding };
    }
    return explored;
  };
  const { done, evidence } = await workOn({ found, spec, store, command: 'explain' }, use);
  if (done.kind === 'not reproduced') {
    const { rate } = done;
    out.write(
      json
        ? `${JSON.stringify({ version: 1, finding: id, notReproduced: rate }, null, 2)}\n`
        : `the faults did not break the promise: ${rateText(rate)} in ` +
            `${countText(rate.runs, 'run')} in which all of them happened\n`,
    );
    return EXIT.inconclusive;
  }
  const saved = evidence.saved(done.finding);
  const view = viewOf(new Map([[id, saved]]), store)(saved.finding);
  out.write(
    json
      ? `${JSON.stringify(findingData(saved.finding), null, 2)}\n`
      : renderFinding(saved.finding, { palette: out.palette, ...view }),
  );
  return EXIT.violated;
}
