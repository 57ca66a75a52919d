/**
 * `ldfi record`: one traced run, or how addresses agree over several, printed; or many runs,
 * counted (record-many.ts). Knows streams and exit codes only.
 */
import process from 'node:process';
import { openSession } from '../corpus/session.ts';
import { saveRecording, writeRecording } from '../corpus/trace-file.ts';
import { learnMasks } from '../faults/masks.ts';
import { learnNaming } from '../faults/naming.ts';
import { measureStability } from '../faults/stability.ts';
import { faultText } from '../faults/text.ts';
import { endStates, supportOf } from '../lineage/support.ts';
import { EXIT, type ExitCode, UsageError } from '../model/errors.ts';
import type { RunResult } from '../model/run.ts';
import type { VerdictKind } from '../model/verdict.ts';
import { renderNames, renderStability } from '../report/address-report.ts';
import { escapeLine } from '../report/escape.ts';
import { verdictStyle } from '../report/hunt-report.ts';
import { durationText } from '../report/quantity.ts';
import { renderTrace } from '../report/trace-report.ts';
import { loadSpec } from '../spec/load-spec.ts';
import type { RecordOptions } from './command.ts';
import { carriedFaults } from './inject.ts';
import { listenForInterrupts } from './interrupt.ts';
import { shortPath } from './paths.ts';
import { recordMany } from './record-many.ts';
import { chanceFor } from './repeat-runs.ts';
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

/** What became of each fault that was asked for. */
function faultLines(result: RunResult, err: Output): string {
  return result.faults
    .map(({ fault, outcome, detail }) => {
      const style = outcome === 'fired' ? err.palette.good : err.palette.doubtful;
      return `${style(outcome)} ${escapeLine(faultText(fault))}: ${escapeLine(detail)}\n`;
    })
    .join('');
}

function traceText(result: RunResult, options: RecordOptions, out: Output): string {
  const { trace } = result;
  if (options.json) {
    return `${JSON.stringify(trace)}\n`;
  }
  const support = new Set(supportOf(trace, endStates(trace)).messages);
  return renderTrace(trace, { palette: out.palette, support });
}

function addressesText(results: readonly RunResult[], options: RecordOptions, out: Output): string {
  const traces = results.map(({ trace }) => trace);
  const classes = measureStability(traces);
  if (options.json) {
    return `${JSON.stringify(classes, null, 2)}\n`;
  }
  const [first] = traces;
  const names = first && renderNames(first, learnNaming(traces), learnMasks(traces), out.palette);
  const table = renderStability(classes, results.length, out.palette);
  return names ? `${table}\n${names}` : table;
}

/** Of several runs: that of the first that is no pass. */
function exitOf(results: readonly RunResult[]): ExitCode {
  const codes = results.map(({ verdict }) => EXIT_OF_VERDICT[verdict.kind]);
  return codes.find((code) => code !== EXIT.exhausted) ?? EXIT.exhausted;
}

export async function recordCommand(options: RecordOptions, terminal: Terminal): Promise<ExitCode> {
  const { repeat, steady } = options;
  if (repeat !== undefined) {
    return recordMany({ ...options, repeat }, terminal);
  }
  if (options.svg !== undefined) {
    throw new UsageError('usage-needs', '--svg draws what --repeat counts', {
      hint: 'add --repeat <runs>',
    });
  }
  const spec = loadSpec(options.spec);
  const faults = carriedFaults(spec, options.inject);
  const session = openSession(options.store, spec.name, new Date(), process.pid);
  const interrupts = listenForInterrupts(() => {});
  const runnerOptions = { storeDir: session.directory, keepRuns: 'all', steady } as const;
  const { out, err } = terminal;
  const results: RunResult[] = [];
  try {
    await withRunner(spec, runnerOptions, interrupts, async (runner) => {
      for (let id = 1; id <= (options.addresses ? spec.baselines : 1); id += 1) {
        const result = await runOrStop(runner, interrupts, {
          id,
          purpose: 'record',
          faults,
          chance: chanceFor(options, id),
        });
        results.push(result);
        saveRecording(result.directory, result);
        if (options.out !== undefined && id === 1) {
          writeRecording(options.out, result);
        }
        if (!options.addresses) {
          out.write(traceText(result, options, out));
        }
        err.write(faultLines(result, err));
        err.write(verdictLine(result, err));
      }
    });
    if (options.addresses) {
      out.write(addressesText(results, options, out));
    }
    return exitOf(results);
  } finally {
    interrupts.dispose();
  }
}
