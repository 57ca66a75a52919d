/** `ldfi check-certificate`: a hunt's certificate, made again from its journal and compared. */
import { isDeepStrictEqual } from 'node:util';
import { journalledRuns } from '../corpus/journal.ts';
import { readResults, type StoredResults } from '../corpus/results.ts';
import { parseFault } from '../faults/text.ts';
import type { Bounds } from '../model/bounds.ts';
import { EXIT, type ExitCode, StoreError, UsageError } from '../model/errors.ts';
import type { Goal } from '../model/goal.ts';
import type { Certificate } from '../model/hunt.ts';
import { escapeLine } from '../report/escape.ts';
import { countText } from '../report/quantity.ts';
import { type RecheckOptions, recheck } from '../search/recheck.ts';
import type { CheckOptions } from './command.ts';
import type { Terminal } from './terminal.ts';

/** Errors that mean another hunt than the journalled one. */
const CONTRADICTIONS = ['journal-differs', 'journal-short'];

function optionsOf({ spec, options }: StoredResults): RecheckOptions {
  const {
    carried = [],
    seed = 1,
    known = [],
    order,
    restart,
    goals,
    foldRetries,
    ...rest
  } = options;
  return {
    specName: spec,
    ...rest,
    bounds: options.bounds as Bounds,
    seed,
    known,
    ...(order && { weights: order }),
    ...(goals && { goals: goals as readonly Goal[] }),
    heals: restart === 'heal',
    foldRetries: foldRetries === true,
    carried: carried.map((text) => parseFault(text)),
  };
}

/** How the journal contradicts the certificate; undefined when it does not. */
async function differenceOf(
  folder: string,
  results: StoredResults,
  certificate: Certificate,
): Promise<string | undefined> {
  try {
    const again = await recheck(optionsOf(results), journalledRuns(folder));
    return isDeepStrictEqual(again.certificate, certificate)
      ? undefined
      : `from the journal it is ${JSON.stringify(again.certificate ?? again.reason)}`;
  } catch (error) {
    if (error instanceof StoreError && CONTRADICTIONS.includes(error.code)) {
      return error.message;
    }
    throw error;
  }
}

/**
 * Exit code 0 when the journal makes the same certificate, 1 when it does not.
 *
 * Errors: UsageError when the hunt has no certificate; StoreError when its files can't be read.
 */
export async function checkCommand(
  { results: path }: CheckOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { folder, results } = readResults(path);
  const { certificate } = results;
  if (certificate === undefined) {
    throw new UsageError('usage-certificate', `the hunt in ${folder} ended without a certificate`, {
      hint: 'only a hunt that ran out of fault sets has one (exit code 0)',
    });
  }
  const difference = await differenceOf(folder, results, certificate as Certificate);
  if (difference !== undefined) {
    terminal.out.write(`The certificate does not hold: ${escapeLine(difference)}\n`);
    return EXIT.violated;
  }
  terminal.out.write(
    `The certificate holds: its ${countText(certificate.total, 'fault set')} were counted again ` +
      `from ${countText(certificate.runs, 'run')}, and none within the bounds is left out.\n`,
  );
  return EXIT.exhausted;
}
