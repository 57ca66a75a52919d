/**
 * The yardstick for the hunt: tries every fault set within the bounds over everything that occurs
 * in any run that did not violate, until nothing new occurs. Uses no causal past and no clauses.
 */
import { learnNaming } from '../../src/faults/naming.ts';
import { occurrencesIn } from '../../src/lineage/support.ts';
import { type Bounds, mostOf } from '../../src/model/bounds.ts';
import { HUNTED_KINDS } from '../../src/model/fault.ts';
import type { Runner, RunResult } from '../../src/model/run.ts';
import { countContaining } from '../../src/search/fault-sets.ts';
import { judge } from '../../src/search/judge.ts';
import { type CutEnding, type FaultLiteral, literalsIn } from '../../src/search/literals.ts';

/** All non-empty sets within the bounds. */
export function fitting(
  literals: readonly FaultLiteral[],
  bounds: Bounds,
): readonly (readonly FaultLiteral[])[] {
  const found: (readonly FaultLiteral[])[] = [];
  const extend = (set: readonly FaultLiteral[], from: number): void => {
    literals.slice(from).forEach((literal, place) => {
      const next = [...set, literal];
      if (countContaining(next, bounds, [next]) === 1) {
        found.push(next);
        extend(next, from + place + 1);
      }
    });
  };
  extend([], 0);
  return found;
}

export interface Exhaustion {
  readonly baseline: RunResult;
  /** Texts of every set that fired and violated, sorted. */
  readonly violating: readonly (readonly string[])[];
  readonly runs: number;
}

export async function exhaust(
  runner: Runner,
  bounds: Bounds,
  cutEndings: readonly CutEnding[],
  runsMax: number,
): Promise<Exhaustion> {
  const baseline = await runner.run({ id: 1, purpose: 'baseline', faults: [] });
  const options = {
    naming: learnNaming([baseline.trace]),
    kinds: new Set(HUNTED_KINDS.filter((kind) => mostOf(bounds, kind) > 0)),
    cutEndings,
  };
  const universe = new Map<string, FaultLiteral>();
  const done = new Set<string>();
  const violating: (readonly string[])[] = [];
  const observe = (result: RunResult): void => {
    const { ofFired, fired } = judge(result);
    const killed = fired.flatMap((one) => (one.kind === 'crash' ? [one.node] : []));
    if (ofFired.kind === 'violated') {
      return;
    }
    for (const literal of literalsIn(result.trace, occurrencesIn(result.trace), options)) {
      const { fault, text } = literal;
      if (fault.kind !== 'crash' || fault.when !== 'end' || !killed.includes(fault.node)) {
        universe.set(text, literal);
      }
    }
  };
  observe(baseline);
  for (let before = -1; before !== universe.size && done.size < runsMax; ) {
    before = universe.size;
    for (const set of fitting([...universe.values()], bounds)) {
      const texts = set.map(({ text }) => text).sort();
      const key = texts.join('\n');
      if (done.has(key) || done.size >= runsMax) {
        continue;
      }
      done.add(key);
      const faults = set.map(({ fault }) => fault);
      const result = await runner.run({ id: done.size + 1, purpose: 'hypothesis', faults });
      observe(result);
      const { ofFired, fired } = judge(result);
      if (ofFired.kind === 'violated' && fired.length === faults.length) {
        violating.push(texts);
      }
    }
  }
  return { baseline, violating, runs: done.size };
}
