/**
 * Runs all compiled tests, or those with the argument in their path, and exits 0 only if every file
 * proves that its tests ran and passed. The last line is always `N passed, N failed`.
 */
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type FileResult, killRunningFiles, runTestFile } from './helpers/test-file.ts';
import { planTests, renderFile, renderTotals } from './helpers/test-plan.ts';

const FOLDER = import.meta.dirname;
const DEADLINE_MS = Number(process.env['LDFI_TEST_DEADLINE_MS'] ?? 900_000);

async function runAll(files: readonly string[], workers: number): Promise<readonly FileResult[]> {
  const waiting = [...files];
  const results: FileResult[] = [];
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const result = await runTestFile(join(FOLDER, file), DEADLINE_MS);
      process.stdout.write(renderFile(file.replace(/\.js$/, ''), result));
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return results;
}

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.on(signal, () => {
    killRunningFiles();
    process.exit(code);
  });
}

const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' });
const plan = planTests(files, process.argv[2]);
const results = [
  ...(await runAll(plan.parallel, Math.min(2, availableParallelism()))),
  ...(await runAll(plan.serial, 1)),
];
if (results.length === 0) {
  process.stdout.write(`no test file has '${process.argv[2] ?? ''}' in its path\n`);
}
process.stdout.write(`${renderTotals(results)}\n`);
const failed = results.length === 0 || results.some((result) => result.problems.length > 0);
process.exitCode = failed ? 1 : 0;
