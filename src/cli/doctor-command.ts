/** `ldfi doctor`: checks the host and prints the table. */
import { EXIT, type ExitCode } from '../model/errors.ts';
import { checkHost } from '../runner/doctor.ts';
import { canTrace, renderChecks } from './doctor-text.ts';
import type { Terminal } from './terminal.ts';

export async function doctorCommand(terminal: Terminal): Promise<ExitCode> {
  const checks = await checkHost();
  terminal.out.write(renderChecks(checks, terminal.out.palette));
  return canTrace(checks) ? EXIT.exhausted : EXIT.cannotTrace;
}
