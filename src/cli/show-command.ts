/** `ldfi show`: one finding again, as the hunt told it. */
import { findingData } from '../corpus/finding-codec.ts';
import { openFinding } from '../corpus/read-finding.ts';
import { logsAround, reportOf } from '../corpus/session.ts';
import { EXIT, type ExitCode } from '../model/errors.ts';
import { renderFinding } from '../report/finding-report.ts';
import type { ShowOptions } from './command.ts';
import { replayCommandOf, shortPath, viewOf } from './paths.ts';
import type { Terminal } from './terminal.ts';

/** Errors: as `openFinding`. */
export function showCommand(
  { finding: name, store, json }: ShowOptions,
  terminal: Terminal,
): ExitCode {
  const { out } = terminal;
  const { finding, file, packed } = openFinding(name, store);
  if (json) {
    out.write(`${JSON.stringify(findingData(finding), null, 2)}\n`);
    return EXIT.exhausted;
  }
  if (packed !== undefined) {
    const view = { replay: replayCommandOf(file, file), logs: `logs/ in ${shortPath(file)}` };
    out.write(renderFinding(finding, { palette: out.palette, ...view }));
    return EXIT.exhausted;
  }
  const report = reportOf(file);
  const saved = { file, finding, ...(report !== undefined && { report }) };
  const view = viewOf(new Map([[finding.id, saved]]), store)(finding);
  const around = logsAround(file, finding);
  out.write(renderFinding(finding, { palette: out.palette, ...view, around }));
  return EXIT.exhausted;
}
