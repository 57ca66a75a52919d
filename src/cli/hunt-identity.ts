/**
 * Which hunts decide alike, given the same runs: what an interrupted one must have in common with
 * one that would go on with it. Reads no file's content, only when it was written.
 */
import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import type { Spec } from '../model/spec.ts';
import { programsOf } from '../runner/programs.ts';
import { type HuntPlan, planData } from './hunt-plan.ts';
import { packageInfo } from './package-info.ts';
import { filesNamedBy } from './program-files.ts';

/** Path, size and time of each file that a command of the spec names. */
const filesOf = (spec: Spec): readonly string[] =>
  filesNamedBy(programsOf(spec).values()).map((file) => {
    const { size, mtimeMs } = statSync(file);
    return `${file} ${size} ${mtimeMs}`;
  });

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
