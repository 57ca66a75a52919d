/**
 * `ldfi check-history`: is this history one of a register, a queue, a lock …? Ends as an invariant
 * script may: 0 it is, 1 it is not, 77 it says nothing, 125 cannot tell.
 */
import { checkHistory } from '../checks/check.ts';
import type { CheckOutcome } from '../checks/outcome.ts';
import { readBytes, writeAtomically } from '../corpus/files.ts';
import { EXIT, type ExitCode, SpecError } from '../model/errors.ts';
import { escapeLine } from '../report/escape.ts';
import { historySvg } from '../report/history-svg.ts';
import { countText } from '../report/quantity.ts';
import type { CheckHistoryOptions } from './command.ts';
import { shortPath } from './paths.ts';
import type { Terminal } from './terminal.ts';

type Told = Exclude<CheckOutcome, { readonly kind: 'malformed' }>;

const CODES: Readonly<Record<Told['kind'], ExitCode>> = {
  held: EXIT.exhausted,
  violated: EXIT.violated,
  vacuous: EXIT.vacuous,
  inconclusive: EXIT.cannotTell,
};

function lineOf(outcome: Told, model: string): string {
  const where = outcome.kind === 'violated' ? `not a ${model}: ` : '';
  return outcome.kind === 'held'
    ? `a ${model}: ${countText(outcome.operations, 'operation')}`
    : `${where}${outcome.reason}`;
}

/** Errors: SpecError for what is no history of the model; StoreError for files. */
export function checkHistoryCommand(options: CheckHistoryOptions, terminal: Terminal): ExitCode {
  const { model, initial, svg, json, timeoutMs } = options;
  const files = options.files.map((name) => {
    return { name, text: Buffer.from(readBytes(name)).toString('utf8') };
  });
  const deadline = performance.now() + timeoutMs;
  const outcome = checkHistory(files, {
    ...{ model, isOver: () => performance.now() > deadline },
    ...(initial !== undefined && { initial }),
  });
  if (outcome.kind === 'malformed') {
    throw new SpecError('history-invalid', outcome.where, outcome.problem, {
      hint: 'docs/CHECKS.md tells what a history looks like',
    });
  }
  if (svg !== undefined && outcome.kind === 'violated') {
    writeAtomically(svg, historySvg(outcome.picture));
    terminal.err.write(`svg in ${escapeLine(shortPath(svg))}\n`);
  }
  const { out } = terminal;
  out.write(
    json ? `${JSON.stringify(outcome, null, 2)}\n` : `${escapeLine(lineOf(outcome, model))}\n`,
  );
  return CODES[outcome.kind];
}
