/**
 * Which test files run, and which of them alone; and the lines that tell how it went. Starts
 * nothing.
 */
import type { FileResult } from './test-file.ts';

/**
 * Folders whose tests trace, start servers or measure time: one file after the other, nothing
 * beside it.
 */
const SERIAL_FOLDERS = ['cli', 'conformance', 'native', 'runner', 'specs', 'system', 'tracer'];

export interface TestPlan {
  readonly parallel: readonly string[];
  readonly serial: readonly string[];
}

/**
 * Splits the test files (relative to the test folder, with `/`) that contain one of `filters` in
 * their path; all of them where there is none.
 */
export function planTests(files: readonly string[], filters: readonly string[] = []): TestPlan {
  const chosen = files
    .filter((file) => file.endsWith('.test.js') && !file.startsWith('fixtures/'))
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .toSorted();
  const isSerial = (file: string): boolean => SERIAL_FOLDERS.includes(file.split('/')[0] ?? '');
  return {
    parallel: chosen.filter((file) => !isSerial(file)),
    serial: chosen.filter(isSerial),
  };
}

/** One line for a file; below it, when it failed, all that it wrote. */
export function renderFile(name: string, result: FileResult): string {
  const seconds = `${(result.durationMs / 1000).toFixed(2)} s`;
  const counts = `${result.passed}/${result.total}`.padStart(7);
  if (result.problems.length === 0) {
    return `ok    ${counts}  ${seconds.padStart(8)}  ${name}\n`;
  }
  const body = result.output.trim().replaceAll(/^/gm, '      | ');
  const head = `FAIL  ${counts}  ${seconds.padStart(8)}  ${name}: ${result.problems.join('; ')}`;
  return `${head}\n${body}\n`;
}

/** The failed files once more, for whoever sees only how a long run ends; empty without any. */
export function renderFailures(results: ReadonlyMap<string, FileResult>): string {
  const failed = [...results].filter(([, result]) => result.problems.length > 0);
  return failed.map(([name, result]) => renderFile(name, result)).join('');
}

/**
 * Failed tests of the file; 1 when the file failed otherwise, so that no failure goes uncounted.
 */
function failedIn(result: FileResult): number {
  return Math.max(result.total - result.passed, result.problems.length > 0 ? 1 : 0);
}

/** `N passed, N failed` over all files, with `, N skipped` when any was. */
export function renderTotals(results: readonly FileResult[]): string {
  const sum = (count: (result: FileResult) => number): number =>
    results.reduce((total, result) => total + count(result), 0);
  const skipped = sum((result) => result.skipped);
  const tail = skipped > 0 ? `, ${skipped} skipped` : '';
  return `${sum((result) => result.passed)} passed, ${sum(failedIn)} failed${tail}`;
}
