/**
 * Faults that the user names: the spec's `faults.always` and `--inject`. Reads them, and refuses
 * before any run what could not be.
 */
import { readFileSync } from 'node:fs';
import { faultFileShape } from '../corpus/fault-shape.ts';
import { lineAndColumn, scanJson } from '../corpus/json-source.ts';
import { parseEnding } from '../faults/ending.ts';
import { checkPlan } from '../faults/plan.ts';
import { checkSupported } from '../faults/supported.ts';
import { parseFault } from '../faults/text.ts';
import { SpecError, UsageError } from '../model/errors.ts';
import type { Fault } from '../model/fault.ts';
import type { FaultLine, Spec } from '../model/spec.ts';

const OPTION = '--inject';

/** The lines of a file of faults: blank ones and those that begin with `#` say nothing. */
export function linesOfFile(text: string, file: string): readonly FaultLine[] {
  return text.split(/\r?\n/).flatMap((raw, index) => {
    const content = raw.trimEnd();
    const isFault = content.trim() !== '' && !content.trimStart().startsWith('#');
    return isFault ? [{ text: content, source: file, line: index + 1, column: 1 }] : [];
  });
}

function readFaultFile(file: string): readonly FaultLine[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new UsageError('inject-file', `cannot read ${file}: ${code ?? message}`, {
      hint: `${OPTION} @FILE reads one fault a line`,
      cause,
    });
  }
  return file.endsWith('.json') ? linesOfJson(text, file) : linesOfFile(text, file);
}

/** The same as JSON: an array of lines (docs/schema/faults.schema.json). */
export function linesOfJson(text: string, file: string): readonly FaultLine[] {
  const scan = scanJson(text);
  const parsed = faultFileShape.safeParse(scan.kind === 'valid' ? JSON.parse(text) : undefined);
  if (scan.kind === 'invalid' || !parsed.success) {
    const path = parsed.error?.issues[0]?.path ?? [];
    const at = scan.kind === 'invalid' ? scan.offset : scan.offsetOf(path.map(String));
    const why = scan.kind === 'invalid' ? scan.message : 'expected an array of faults, as strings';
    throw new SpecError('fault-syntax', `${file}:${lineAndColumn(text, at)}`, why);
  }
  return parsed.data.map((line, index) => {
    const [row = '1', column = '1'] = lineAndColumn(text, scan.offsetOf([index])).split(':');
    return { text: line, source: file, line: Number(row), column: Number(column) + 1 };
  });
}

/** What `--inject` gave: a line, or `@` and a file of lines. */
export function injectedLines(given: readonly string[]): readonly FaultLine[] {
  return given.flatMap((text, index): readonly FaultLine[] =>
    text.startsWith('@')
      ? readFaultFile(text.slice(1))
      : [{ text, source: OPTION, line: index + 1, column: 1 }],
  );
}

/**
 * The faults that every run is to carry: of the spec, then of the command line.
 *
 * Errors: SpecError for a line that is no fault, with its place; UsageError for what can't be.
 */
export function carriedFaults(spec: Spec, given: readonly string[] = []): readonly Fault[] {
  const lines = [...(spec.faults.always ?? []), ...injectedLines(given)];
  const faults = lines.map((line) => parseFault(line.text, line));
  const nodes = spec.nodes.map(({ name }) => name);
  const { heal } = spec.faults;
  if (heal !== undefined) {
    parseEnding(heal.text, heal, nodes);
  }
  checkPlan(faults, nodes);
  checkSupported(faults);
  return faults;
}
