/** `ldfi dump`: a recorded trace as text. */
import { callsOf } from '../lineage/calls.ts';
import { EXIT, type ExitCode } from '../model/errors.ts';
import { renderCalls } from '../report/call-report.ts';
import { renderTrace } from '../report/trace-report.ts';
import type { DumpOptions } from './command.ts';
import { openTrace } from './stored-trace.ts';
import type { Terminal } from './terminal.ts';

export function dumpCommand(options: DumpOptions, terminal: Terminal): ExitCode {
  const { recording, support } = openTrace(options.trace, terminal);
  const { trace } = recording;
  const { palette } = terminal.out;
  if (!options.calls) {
    terminal.out.write(`${renderTrace(trace, { palette, support })}\n`);
  }
  terminal.out.write(renderCalls(trace, callsOf(trace), palette));
  return EXIT.exhausted;
}
