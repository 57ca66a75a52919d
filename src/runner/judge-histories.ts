/**
 * What the histories that the clients of a run have written say of it. The pictures of those that
 * are wrong stay in the directory of the run.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkHistory } from '../checks/check.ts';
import type { CheckOutcome, HistoryPicture } from '../checks/outcome.ts';
import { PICTURES_FILE } from '../model/run.ts';
import type { HistoryCheck } from '../model/spec.ts';
import type { Verdict } from '../model/verdict.ts';
import { filesLike } from './run-files.ts';
import { worst } from './worst.ts';

function verdictOf(outcome: CheckOutcome, { history, model }: HistoryCheck): Verdict {
  switch (outcome.kind) {
    case 'held':
      return { kind: 'held' };
    case 'vacuous':
      return { kind: 'vacuous', reason: `${history}: ${outcome.reason}` };
    case 'violated':
      return { kind: 'violated', reason: `not a ${model}: ${outcome.reason}` };
    case 'inconclusive':
      return { kind: 'inconclusive', reason: `${history}: ${outcome.reason}` };
    case 'malformed': {
      const reason = `${outcome.where}: ${outcome.problem}`;
      return { kind: 'inconclusive', reason };
    }
  }
}

function outcomeOf(check: HistoryCheck, directory: string, nowMs: () => number): CheckOutcome {
  const names = filesLike(directory, check.history);
  if (names.length === 0) {
    return { kind: 'vacuous', reason: 'there is no such file' };
  }
  const files = names.map((name) => ({ name, text: readFileSync(join(directory, name), 'utf8') }));
  const deadline = nowMs() + check.timeoutMs;
  return checkHistory(files, {
    ...{ model: check.model, isOver: () => nowMs() > deadline },
    ...(check.initial !== undefined && { initial: check.initial }),
  });
}

/** The worst of all checks; `held` when there is none. */
export function judgeHistories(
  checks: readonly HistoryCheck[],
  directory: string,
  nowMs: () => number,
): Verdict {
  const pictures: HistoryPicture[] = [];
  const verdicts = checks.map((check) => {
    const outcome = outcomeOf(check, directory, nowMs);
    if (outcome.kind === 'violated') {
      pictures.push(outcome.picture);
    }
    return verdictOf(outcome, check);
  });
  if (pictures.length > 0) {
    writeFileSync(join(directory, PICTURES_FILE), JSON.stringify({ version: 1, pictures }));
  }
  return worst(verdicts);
}
