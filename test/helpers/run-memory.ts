/**
 * Runs that several hunts of one spec share: what a hunt asks for that an earlier one had run is
 * not run again. Within one hunt each run is another: the n-th of a set of faults is the n-th that
 * any hunt had of it.
 *
 * Why: hunts by chance with many seeds draw the same sets of faults over and over. A set's runs
 *      come out alike but for races, and a mean over seeds is the same if they share them.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeRun, encodeRun } from '../../src/corpus/journal-codec.ts';
import { faultSetId } from '../../src/faults/order.ts';
import { faultText } from '../../src/faults/text.ts';
import type { Runner, RunRequest, RunResult } from '../../src/model/run.ts';

export interface RunMemory {
  /** A runner for one hunt. Closing it closes `runner`. */
  over(runner: Runner): Runner;
  /** Runs that were made, and not remembered. */
  made(): number;
}

/** The stored result as an answer to that request, whose faults may stand in another order. */
function answerTo(request: RunRequest, known: RunResult): RunResult {
  const reports = new Map(known.faults.map((report) => [faultText(report.fault), report]));
  const faults = request.faults.map((fault) => {
    const report = reports.get(faultText(fault));
    if (report === undefined) {
      throw new Error(`the run that is remembered says nothing of ${faultText(fault)}`);
    }
    return { ...report, fault };
  });
  return { ...known, request, faults };
}

/** Remembers in files of `folder`, which is made if there is none. */
export function createRunMemory(folder: string): RunMemory {
  mkdirSync(folder, { recursive: true });
  let made = 0;
  return {
    made: () => made,
    over(runner) {
      const asked = new Map<string, number>();
      return {
        async run(request) {
          const id = faultSetId(request.faults);
          const count = (asked.get(id) ?? 0) + 1;
          asked.set(id, count);
          const name = createHash('sha256').update(`${id} ${count}`).digest('hex').slice(0, 32);
          const path = join(folder, name);
          if (existsSync(path)) {
            return answerTo(request, decodeRun(readFileSync(path), path).result);
          }
          const result = await runner.run(request);
          made += 1;
          writeFileSync(`${path}.part`, encodeRun({ result, elapsedMs: 0 }));
          renameSync(`${path}.part`, path);
          return result;
        },
        close: () => runner.close(),
      };
    },
  };
}
