/**
 * Runs all compiled tests, or those with one of the arguments in their path, and exits 0 only if
 * every file proves that its tests ran and passed. The last line is always `N passed, N failed`.
 */
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type FileResult, killRunningFiles, runTestFile } from './helpers/test-file.ts';
import { planTests, renderFailures, renderFile, renderTotals } from './helpers/test-plan.ts';

const FOLDER = import.meta.dirname;
const DEADLINE_MS = Number(process.env['LDFI_TEST_DEADLINE_MS'] ?? 900_000);

/** By the file's path without `.js`. */
const results = new Map<string, FileResult>();

async function runAll(files: readonly string[], workers: number): Promise<void> {
  const waiting = [...files];
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const result = await runTestFile(join(FOLDER, file), DEADLINE_MS);
      const name = file.replace(/\.js$/, '');
      process.stdout.write(renderFile(name, result));
      results.set(name, result);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
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
const filters = process.argv.slice(2);
const plan = planTests(files, filters);
await runAll(plan.parallel, Math.min(2, availableParallelism()));
await runAll(plan.serial, 1);
if (results.size === 0) {
  process.stdout.write(`no test file has '${filters.join("' or '")}' in its path\n`);
}
const all = [...results.values()];
process.stdout.write(`${renderFailures(results)}${renderTotals(all)}\n`);
const failed = all.length === 0 || all.some((result) => result.problems.length > 0);
process.exitCode = failed ? 1 : 0;
