/** The host's checks as a table. Pure: knows no host. */

import { escapeLine } from '../report/escape.ts';
import { type Palette, PLAIN } from '../report/palette.ts';
import { padEnd, widthOf } from '../report/table.ts';
import type { HostCheck } from '../runner/doctor.ts';

/** True when nothing stands in the way of tracing. */
export function canTrace(checks: readonly HostCheck[]): boolean {
  return checks.every((check) => check.ok || !check.fatal);
}

/** A line a check, hints below those that failed, and what it all means; ends in a line feed. */
export function renderChecks(checks: readonly HostCheck[], palette: Palette = PLAIN): string {
  const width = Math.max(0, ...checks.map((check) => widthOf(escapeLine(check.name))));
  const lines: string[] = [];
  for (const check of checks) {
    const state = check.ok
      ? palette.good('ok     ')
      : check.fatal
        ? palette.bad('missing')
        : palette.doubtful('warning');
    const name = padEnd(escapeLine(check.name), width);
    lines.push(`  ${state}  ${name}  ${escapeLine(check.detail)}`);
    if (!check.ok && check.hint !== undefined) {
      lines.push(
        `  ${' '.repeat(7 + 2 + width)}  ${palette.accent('hint:')} ${escapeLine(check.hint)}`,
      );
    }
  }
  const warnings = checks.filter((check) => !check.ok && !check.fatal).length;
  lines.push(
    '',
    canTrace(checks)
      ? `This host can trace${warnings > 0 ? ', with the limits above' : ''}. Try: npx ldfi demo`
      : 'This host cannot trace: see the hints above.',
  );
  return `${lines.join('\n')}\n`;
}
