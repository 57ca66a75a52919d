/** The rows of specs/systems, and one hunt in a row, as a user makes it: with the command. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ldfi } from './ldfi.ts';
import { ROOT } from './root.ts';

const SPECS = join(ROOT, 'specs', 'systems');

/** A control has to stay silent: no violation until the budget or the fault sets are spent. */
export interface Expected {
  readonly verdict: 'violated' | 'silent';
  /** One regular expression for each fault of a minimal set; one set of several has to match. */
  readonly sets?: readonly (readonly string[])[];
}

export interface SystemRow {
  readonly name: string;
  readonly path: string;
  /** Place in the table. */
  readonly order: number;
  readonly expected: Expected;
}

export interface SystemOutcome {
  readonly verdict: string;
  readonly exitCode: number | null;
  /** The minimal set. */
  readonly faults: readonly string[];
  readonly experiments: number;
  /** Up to the first violation, fault-free runs included; absent when there was none. */
  readonly toViolation?: number;
  readonly durationMs: number;
  readonly asExpected: boolean;
  /** What else is worth knowing of the hunt. */
  readonly note: string;
}

interface Results {
  readonly outcome: string;
  readonly reason: string;
  readonly findings: readonly { readonly faults: readonly string[] }[];
  readonly flaky: readonly unknown[];
  readonly counts: Readonly<Record<string, number>>;
  readonly runs: readonly { readonly faults: readonly string[]; readonly verdict: string }[];
  readonly experiments: number;
  readonly experimentsToViolation?: number;
  readonly durationMs: number;
}

/** All rows, in their order. */
export function systemRows(): readonly SystemRow[] {
  const rows = readdirSync(SPECS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const path = join(SPECS, name, `${name}.yaml`);
      const keys = parse(readFileSync(path, 'utf8'), { merge: true }) as {
        'x-systems': Pick<SystemRow, 'order' | 'expected'>;
      };
      return { name, path, ...keys['x-systems'] };
    });
  return rows.toSorted((a, b) => a.order - b.order);
}

/** Whether each fault is described by a pattern of its own. */
export function isSet(faults: readonly string[], patterns: readonly string[]): boolean {
  const [first, ...others] = faults;
  if (first === undefined) {
    return patterns.length === 0;
  }
  return patterns.some(
    (pattern, at) =>
      new RegExp(`^(?:${pattern})$`).test(first) && isSet(others, patterns.toSpliced(at, 1)),
  );
}

/**
 * Exit codes: 1 for what was found, 0 or 2 for what was not, by whether anything is left. A control
 * of which no fault set held was not tried.
 */
export function isAsExpected(expected: Expected, results: Results, exitCode: number): boolean {
  if (expected.verdict === 'silent') {
    const isTried = results.runs.some(
      ({ faults, verdict }) => faults.length > 0 && verdict === 'held',
    );
    const isSilent = results.counts['violated'] === 0 && isTried && results.flaky.length === 0;
    return isSilent && exitCode === (results.outcome === 'exhausted' ? 0 : 2);
  }
  const [finding] = results.findings;
  return (
    results.outcome === 'violated' &&
    exitCode === 1 &&
    (expected.sets ?? []).some((set) => finding !== undefined && isSet(finding.faults, set))
  );
}

/** Hunts in `row`; what it leaves is in `store`. Errors: the command's, when it left no results. */
export async function huntSystem(
  row: SystemRow,
  store: string,
  options: readonly string[],
): Promise<SystemOutcome> {
  rmSync(join(store, row.name), { recursive: true, force: true });
  mkdirSync(store, { recursive: true });
  const args = ['run', row.path, '--store', store, '--quiet', '--known', '0', ...options];
  const end = await ldfi(args, store);
  const file = join(store, row.name, 'latest', 'results.json');
  if (!existsSync(file)) {
    throw new Error(`${row.name}: exit code ${end.code}\n${end.out}${end.err}`);
  }
  const results = JSON.parse(readFileSync(file, 'utf8')) as Results;
  const { experimentsToViolation: toViolation } = results;
  const counts = Object.entries(results.counts).map(([verdict, count]) => `${count} ${verdict}`);
  const asExpected = end.code !== null && isAsExpected(row.expected, results, end.code);
  return {
    verdict: results.outcome,
    exitCode: end.code,
    faults: results.findings[0]?.faults ?? [],
    experiments: results.experiments,
    ...(toViolation !== undefined && { toViolation }),
    durationMs: results.durationMs,
    asExpected,
    note:
      `${results.reason}; ${results.experiments} experiments: ${counts.join(', ')}, ` +
      `${results.flaky.length} flaky${asExpected ? '' : `\n${end.out}${end.err}`}`,
  };
}
