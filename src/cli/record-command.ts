/** `ldfi record`: one traced run without faults, printed. Knows streams and exit codes only. */
import process from 'node:process';
import { openSession } from '../corpus/session.ts';
import { endStates, supportOf } from '../lineage/support.ts';
import { EXIT, type ExitCode } from '../model/errors.ts';
import type { RunResult } from '../model/run.ts';
import type { VerdictKind } from '../model/verdict.ts';
import { escapeLine } from '../report/escape.ts';
import { verdictStyle } from '../report/hunt-report.ts';
import { durationText } from '../report/quantity.ts';
import { renderTrace } from '../report/trace-report.ts';
import { loadSpec } from '../spec/load-spec.ts';
import type { RecordOptions } from './command.ts';
import { listenForInterrupts } from './interrupt.ts';
import { shortPath } from './paths.ts';
import type { Output, Terminal } from './terminal.ts';
import { runOrStop, withRunner } from './with-runner.ts';

const EXIT_OF_VERDICT: Readonly<Record<VerdictKind, ExitCode>> = {
  held: EXIT.exhausted,
  vacuous: EXIT.exhausted,
  violated: EXIT.baseline,
  void: EXIT.inconclusive,
  inconclusive: EXIT.inconclusive,
};

function verdictLine(result: RunResult, err: Output): string {
  const { verdict } = result;
  const kind = verdictStyle(verdict.kind, err.palette)(verdict.kind);
  const reason = verdict.kind === 'held' ? '' : `: ${escapeLine(verdict.reason)}`;
  const logs = escapeLine(shortPath(result.directory));
  const effort = `${durationText(result.durationMs)}, ${result.stops} stops`;
  return `${kind}${reason} (${effort}); logs in ${logs}\n`;
}

export async function recordCommand(options: RecordOptions, terminal: Terminal): Promise<ExitCode> {
  const spec = loadSpec(options.spec);
  const session = openSession(options.store, spec.name, new Date(), process.pid);
  const interrupts = listenForInterrupts(() => {});
  const runnerOptions = { storeDir: session.directory, keepRuns: 'all' } as const;
  try {
    const result = await withRunner(spec, runnerOptions, interrupts, (runner) =>
      runOrStop(runner, interrupts, { id: 1, purpose: 'record', faults: [] }),
    );
    const { trace } = result;
    const support = new Set(supportOf(trace, endStates(trace)).messages);
    terminal.out.write(
      options.json
        ? `${JSON.stringify(trace)}\n`
        : renderTrace(trace, { palette: terminal.out.palette, support }),
    );
    terminal.err.write(verdictLine(result, terminal.err));
    return EXIT_OF_VERDICT[result.verdict.kind];
  } finally {
    interrupts.dispose();
  }
}
