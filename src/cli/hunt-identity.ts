/**
 * Which hunts decide alike, given the same runs: what an interrupted one must have in common with
 * one that would go on with it. Reads no file's content, only when it was written.
 */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Spec } from '../model/spec.ts';
import { findProgram, programsOf } from '../runner/programs.ts';
import { type HuntPlan, planData } from './hunt-plan.ts';
import { packageInfo } from './package-info.ts';

/** Path, size and time of each file that a command of the spec names. */
function filesOf(spec: Spec): readonly string[] {
  const files = new Set<string>();
  for (const { command, workingDir } of programsOf(spec).values()) {
    const [program = '', ...words] = command;
    const first = findProgram(program, workingDir);
    const named = [
      ...(first === undefined ? [] : [first]),
      ...words.map((word) => resolve(workingDir, word)),
    ];
    for (const file of named) {
      const stat = statSync(file, { throwIfNoEntry: false });
      if (stat?.isFile() === true) {
        files.add(`${file} ${stat.size} ${stat.mtimeMs}`);
      }
    }
  }
  return [...files].sort();
}

/**
 * 64 hex digits. The same while spec, bounds, kinds, ldfi and the files that the commands name stay
 * as they are. Budgets are left out: a hunt may go on with another. Files that a program loads by
 * itself are not seen.
 */
export function huntIdentity(plan: HuntPlan): string {
  const { experimentsMax: _, timeMs: __, stopOn: ___, ...decisions } = planData(plan);
  const parts = [packageInfo().version, process.version, plan.spec, decisions, filesOf(plan.spec)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
