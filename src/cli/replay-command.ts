/**
 * `ldfi replay`: runs a finding's faults again and counts. Knows streams and exit codes; how runs
 * count is the tally's.
 */
import process from 'node:process';
import { type ReadFinding, readFinding } from '../corpus/read-finding.ts';
import { openSession } from '../corpus/session.ts';
import { nodesIn } from '../faults/place.ts';
import { faultText } from '../faults/text.ts';
import { type ExitCode, SpecError } from '../model/errors.ts';
import type { Spec } from '../model/spec.ts';
import { clientNames, INVARIANT, OUTSIDE } from '../model/trace.ts';
import { escapeLine } from '../report/escape.ts';
import { faultWords } from '../report/fault-words.ts';
import { verdictStyle } from '../report/hunt-report.ts';
import type { Palette } from '../report/palette.ts';
import { countText, durationText, intervalText, rateText } from '../report/quantity.ts';
import { carrying } from '../search/carry.ts';
import { loadSpec } from '../spec/load-spec.ts';
import type { ReplayOptions } from './command.ts';
import { carriedFaults } from './inject.ts';
import { listenForInterrupts } from './interrupt.ts';
import {
  exitOfTally,
  judgeReplay,
  type ReplayedRun,
  type ReplayTally,
  tallyReplays,
} from './replay-tally.ts';
import type { Terminal } from './terminal.ts';
import { runOrStop, withRunner } from './with-runner.ts';

/** A fault on a node that the spec doesn't have would never happen: said before any run. */
function checkNodes(found: ReadFinding, spec: Spec): void {
  const known = [
    ...spec.nodes.map((node) => node.name),
    ...clientNames(spec.workload.clients ?? 1),
    INVARIANT,
    OUTSIDE,
  ];
  for (const fault of found.finding.faults) {
    const stranger = nodesIn(fault).find((node) => !known.includes(node));
    if (stranger !== undefined) {
      throw new SpecError(
        'finding-node',
        `${found.file}:1:1`,
        `"${faultText(fault)}" names the node "${stranger}", which ${spec.file} does not have`,
        { hint: `its nodes are ${spec.nodes.map((node) => node.name).join(', ')}` },
      );
    }
  }
}

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
  const carried = carriedFaults(spec);
  const { out } = terminal;
  const say = (text: string): void => (options.json ? undefined : out.write(text));
  const { faults, id } = found.finding;
  say(`${out.palette.strong(`Replay of ${escapeLine(id)}`)} in ${escapeLine(spec.name)}\n`);
  for (const [index, fault] of faults.entries()) {
    say(`  ${index + 1}. ${faultWords(fault)}\n`);
  }
  const session = openSession(options.store, spec.name, new Date(), process.pid);
  const interrupts = listenForInterrupts(() => {});
  const runs: ReplayedRun[] = [];
  const runnerOptions = { storeDir: session.directory, keepRuns: 'all' } as const;
  try {
    await withRunner(spec, runnerOptions, interrupts, async (plain) => {
      const runner = carrying(plain, carried);
      for (let number = 1; number <= options.runs; number += 1) {
        const request = { id: number, purpose: 'replay', faults } as const;
        const run = judgeReplay(await runOrStop(runner, interrupts, request));
        runs.push(run);
        say(runLine(run, number, out.palette));
      }
    });
  } finally {
    interrupts.dispose();
    const tally = tallyReplays(runs);
    if (options.json) {
      out.write(`${JSON.stringify(replayData(tally, found, spec), null, 2)}\n`);
    } else if (runs.length > 0) {
      say(summary(tally, found));
    }
  }
  return exitOfTally(tallyReplays(runs));
}
