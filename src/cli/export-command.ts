/** `ldfi export`: a recorded trace in a form for other eyes and programs. */
import { writeAtomically } from '../corpus/files.ts';
import { EXIT, type ExitCode } from '../model/errors.ts';
import { type DiagramView, WHOLE } from '../report/diagram/model.ts';
import { escapeLine } from '../report/escape.ts';
import { exportRecording } from '../report/export.ts';
import type { ExportOptions } from './command.ts';
import { shortPath } from './paths.ts';
import { openTrace } from './stored-trace.ts';
import type { Terminal } from './terminal.ts';

function viewOf({ threads, only }: ExportOptions): DiagramView {
  return {
    ...WHOLE,
    threads,
    supportOnly: only === 'support',
    ...(only === 'workload' && { phases: ['workload'] }),
  };
}

export function exportCommand(options: ExportOptions, terminal: Terminal): ExitCode {
  const { recording, support } = openTrace(options.trace, terminal);
  const { format, out } = options;
  const content = exportRecording(recording, format, support, viewOf(options));
  if (out === undefined) {
    terminal.out.write(
      typeof content === 'string' ? content : Buffer.from(content).toString('latin1'),
    );
  } else {
    writeAtomically(out, content);
    terminal.err.write(`${format} in ${escapeLine(shortPath(out))}\n`);
  }
  return EXIT.exhausted;
}
