/**
 * `ldfi replay`: runs a finding's faults again and counts. Knows streams and exit codes; how runs
 * count is the tally's.
 */
import { type ReadFinding, readFinding } from '../corpus/read-finding.ts';
import { faultText } from '../faults/text.ts';
import type { ExitCode } from '../model/errors.ts';
import type { Spec } from '../model/spec.ts';
import { escapeLine } from '../report/escape.ts';
import { faultWords } from '../report/fault-words.ts';
import { verdictStyle } from '../report/hunt-report.ts';
import { sizeWords } from '../report/minimality-words.ts';
import type { Palette } from '../report/palette.ts';
import { countText, durationText, intervalText, rateText } from '../report/quantity.ts';
import { loadSpec } from '../spec/load-spec.ts';
import { bisectExit } from './bisect.ts';
import { checkNodes } from './check-nodes.ts';
import type { ReplayOptions } from './command.ts';
import { conditionsOf } from './conditions.ts';
import { replayRuns } from './replay-runs.ts';
import { exitOfTally, type ReplayedRun, type ReplayTally, tallyReplays } from './replay-tally.ts';
import type { Terminal } from './terminal.ts';

function runLine(run: ReplayedRun, number: number, palette: Palette): string {
  const verdict = verdictStyle(run.verdict, palette)(run.verdict.padEnd(12));
  const reason = run.reason === '' ? '' : `  ${escapeLine(run.reason)}`;
  return `  ${String(number).padStart(3)}  ${verdict}  ${durationText(run.durationMs)}${reason}\n`;
}

function summary(tally: ReplayTally, found: ReadFinding): string {
  const followed = {
    violated: tally.violated,
    runs: tally.violated + tally.held + tally.vacuous,
  };
  const { withFaults, withoutFaults } = found.finding;
  const lines = [
    followed.runs === 0
      ? 'no run could be judged under all of the faults: this says nothing about the finding'
      : `violated in ${rateText(followed)} with the faults ` +
        `(95 % interval ${intervalText(followed)})`,
  ];
  const uncounted = [
    [tally.notFollowed, 'not all of the faults happened'],
    [tally.inconclusive, 'inconclusive'],
  ] as const;
  for (const [count, why] of uncounted) {
    if (count > 0) {
      lines.push(`${countText(count, 'run')} not counted: ${why}`);
    }
  }
  if (tally.vacuous > 0) {
    lines.push(`${countText(tally.vacuous, 'run')} vacuous: nothing was promised`);
  }
  lines.push(
    `when found: ${rateText(withFaults)} with the faults, ${rateText(withoutFaults)} without`,
  );
  return `${lines.join('\n')}\n`;
}

function replayData(tally: ReplayTally, found: ReadFinding, spec: Spec): unknown {
  const { id, faults, withFaults, withoutFaults } = found.finding;
  return {
    version: 1,
    finding: id,
    file: found.file,
    spec: spec.name,
    specFile: spec.file,
    faults: faults.map(faultText),
    violated: tally.violated,
    held: tally.held,
    notFollowed: tally.notFollowed,
    vacuous: tally.vacuous,
    inconclusive: tally.inconclusive,
    runs: tally.runs,
    whenFound: { withFaults, withoutFaults },
  };
}

export async function replayCommand(options: ReplayOptions, terminal: Terminal): Promise<ExitCode> {
  const found = readFinding(options.finding, options.store, options.spec);
  const spec = loadSpec(found.specFile);
  checkNodes(found, spec);
  const { out } = terminal;
  const say = (text: string): void => (options.json ? undefined : out.write(text));
  const { faults, id } = found.finding;
  say(`${out.palette.strong(`Replay of ${escapeLine(id)}`)} in ${escapeLine(spec.name)}\n`);
  for (const [index, fault] of faults.entries()) {
    say(`  ${index + 1}. ${faultWords(fault)}\n`);
  }
  const runs: ReplayedRun[] = [];
  const conditions = conditionsOf(found.finding, options.plain);
  if (conditions.steering !== undefined) {
    say('  messages are held to the order of the run that failed\n');
  }
  if (conditions.size !== undefined) {
    say(`  ${escapeLine(sizeWords(conditions.size))}\n`);
  }
  const { store, runs: count } = options;
  const replays = { spec, faults, conditions, count, store } as const;
  try {
    await replayRuns({ ...replays, keepRuns: 'all', untilViolated: options.bisect }, (run) => {
      runs.push(run);
      say(runLine(run, runs.length, out.palette));
    });
  } finally {
    const tally = tallyReplays(runs);
    if (options.json) {
      out.write(`${JSON.stringify(replayData(tally, found, spec), null, 2)}\n`);
    } else if (runs.length > 0) {
      say(summary(tally, found));
    }
  }
  const tally = tallyReplays(runs);
  return options.bisect ? bisectExit(tally) : exitOfTally(tally);
}
