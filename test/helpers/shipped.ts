/** Hunts in the shipped specs as a user runs them, and what they must end with. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { type LdfiEnd, ldfi, tracees } from './ldfi.ts';
import { ROOT } from './root.ts';

export interface Results {
  readonly outcome: string;
  readonly findings: readonly {
    readonly id: string;
    readonly reason: string;
    readonly faults: readonly string[];
    readonly withFaults: { readonly violated: number; readonly runs: number };
    readonly withoutFaults: { readonly violated: number; readonly runs: number };
  }[];
  readonly certificate?: { readonly inconclusive: number; readonly violated: number };
  readonly experimentsToViolation?: number;
}

/** Hunts in a shipped spec; nothing may be left running. */
export async function hunt(
  spec: string,
  folder: string,
  ...options: readonly string[]
): Promise<LdfiEnd> {
  const store = join(folder, 'store');
  const args = ['run', join(ROOT, 'specs', spec), '--store', store, '--known', '0', ...options];
  const end = await ldfi(args, folder);
  assert.equal(tracees(folder), []);
  return end;
}

/** What the hunt has saved. */
export function resultsOf(folder: string, name: string): Results {
  const file = join(folder, 'store', name, 'latest/results.json');
  return JSON.parse(readFileSync(file, 'utf8')) as Results;
}

/** One finding, exactly these faults, 5 of 5 with them and 0 of 5 without. */
export function assertFound(end: LdfiEnd, results: Results, faults: readonly string[]): void {
  assert.is(end.code, 1, end.err + end.out);
  assert.equal(
    results.findings.map((finding) => finding.faults),
    [faults],
  );
  const [finding] = results.findings;
  assert.equal(finding?.withFaults, { violated: 5, runs: 5 });
  assert.equal(finding?.withoutFaults, { violated: 0, runs: 5 });
}
