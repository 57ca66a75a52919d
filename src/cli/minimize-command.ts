/**
 * `ldfi minimize`: goes on with a saved finding until nothing less breaks the promise, and saves
 * what is left as a finding of its own. Knows streams, the store and exit codes; which steps there
 * are is the search's.
 */
import { findingData } from '../corpus/finding-codec.ts';
import { readFinding } from '../corpus/read-finding.ts';
import { faultText } from '../faults/text.ts';
import { EXIT, type ExitCode } from '../model/errors.ts';
import type { Lessening, SizeTry } from '../model/finding.ts';
import { escapeLine } from '../report/escape.ts';
import { faultWords } from '../report/fault-words.ts';
import { renderFinding } from '../report/finding-report.ts';
import type { Palette } from '../report/palette.ts';
import { countText, rateText } from '../report/quantity.ts';
import { lessen } from '../search/lessen.ts';
import { loadSpec } from '../spec/load-spec.ts';
import { checkNodes } from './check-nodes.ts';
import type { MinimizeOptions } from './command.ts';
import { workOn } from './finding-work.ts';
import { viewOf } from './paths.ts';
import type { Terminal } from './terminal.ts';

const DONE: Readonly<Record<Lessening['change'], string>> = {
  drop: 'without',
  weaken: 'weaker',
  simplify: 'simpler',
  coarsen: 'more general',
};

/** One step: whether it was taken, what it was, what the runs said. */
interface Line extends Pick<Lessening, 'kept' | 'rate'> {
  readonly name: string;
  readonly what: string;
}

function lineOf({ change, fault, to, ...rest }: Lessening): Line {
  const what = to === undefined ? faultText(fault) : `${faultText(fault)}  ⇒  ${faultText(to)}`;
  return { ...rest, name: DONE[change], what };
}

function sizeLineOf({ size, faults = [], ...rest }: SizeTry, variable: string): Line {
  const moved = faults.map((fault) => `, then ${faultText(fault)}`).join('');
  return { ...rest, name: 'less to do', what: `${variable}=${size}${moved}` };
}

function stepLine({ name, what, kept, rate }: Line, number: number, palette: Palette): string {
  const verdict = kept ? palette.good('taken') : palette.faint('no   ');
  const runs = rate.runs === 0 ? 'not all of it happens' : `violated in ${rateText(rate)}`;
  const start = `  ${String(number).padStart(3)}  ${verdict}  ${name.padEnd(12)}`;
  return `${start}  ${escapeLine(what)}: ${runs}\n`;
}

/**
 * Errors: as `readFinding`; BaselineError when the system fails without faults; Interrupted; those
 * of the runner and the store.
 */
export async function minimizeCommand(
  options: MinimizeOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const found = readFinding(options.finding, options.store, options.spec);
  const spec = loadSpec(found.specFile);
  checkNodes(found, spec);
  const { out } = terminal;
  const say = (text: string): void => (options.json ? undefined : out.write(text));
  const { id, faults } = found.finding;
  say(`${out.palette.strong(`Minimizing ${escapeLine(id)}`)} in ${escapeLine(spec.name)}\n`);
  for (const [index, fault] of faults.entries()) {
    say(`  ${index + 1}. ${faultWords(fault)}\n`);
  }
  let tries = 0;
  const tell = (line: Line): void => {
    tries += 1;
    say(stepLine(line, tries, out.palette));
  };
  const { size } = spec.workload;
  const steps = {
    onTry: (step: Lessening): void => tell(lineOf(step)),
    onSize: (step: SizeTry): void => tell(sizeLineOf(step, size?.variable ?? '')),
    ...(size && { size }),
  };
  const { store, timeMs, runsMax } = options;
  const work = { found, spec, store, command: 'minimize', ...(timeMs !== undefined && { timeMs }) };
  const { done: lessened, evidence } = await workOn(work, ({ bench, carried }) =>
    lessen({ bench, rule: spec.confirm, carried, runsMax, ...steps }, found.finding),
  );
  if (lessened.kind === 'not reproduced') {
    const { rate } = lessened;
    say(
      rate.runs === 0
        ? 'the faults did not all happen in any run: nothing is known of less\n'
        : `the faults broke the promise in ${rateText(rate)}: too seldom to make them less\n`,
    );
    if (options.json) {
      out.write(`${JSON.stringify({ version: 1, finding: id, notReproduced: rate }, null, 2)}\n`);
    }
    return EXIT.inconclusive;
  }
  const saved = evidence.saved(lessened.finding);
  if (options.json) {
    out.write(`${JSON.stringify(findingData(saved.finding), null, 2)}\n`);
    return EXIT.violated;
  }
  const view = viewOf(new Map([[saved.finding.id, saved]]), options.store)(saved.finding);
  const before = countText(faults.length, 'fault');
  say(`from ${before} to ${saved.finding.faults.length}\n\n`);
  say(renderFinding(saved.finding, { palette: out.palette, ...view }));
  return EXIT.violated;
}
