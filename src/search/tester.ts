/**
 * Tests one hypothesis until it is settled: repeats inconclusive runs, tries void ones at coarser
 * addresses, learns from each, and gives up literals that never fire. What to do about a violation
 * is the caller's.
 */
import { checkTogether } from '../faults/conflicts.ts';
import type { Fault } from '../model/fault.ts';
import type { Bench, Trial } from './bench.ts';
import { setKey } from './clauses.ts';
import type { Lessons } from './learn.ts';
import { learnFrom, literalOf } from './learn.ts';
import type { FaultLiteral } from './literals.ts';
import { coarsen } from './literals.ts';

const INCONCLUSIVE_RETRIES = 2;
const COARSER_RETRIES = 2;
/**
 * A literal that missed in so many hypotheses, under the faults of the run that offered it as well,
 * and never fired, is given up. Any other fault may have kept it away.
 */
const MISSES_MAX = 3;

export type TestOutcome =
  | { readonly kind: 'settled' }
  /** `faults`: those that fired, as they were given to the runner. */
  | { readonly kind: 'violated'; readonly faults: readonly Fault[]; readonly trial: Trial }
  | { readonly kind: 'stopped' };

export interface HypothesisTester {
  test(hypothesis: readonly FaultLiteral[]): Promise<TestOutcome>;
}

/**
 * The faults of the next attempt, with those that missed one level coarser; undefined if none can
 * be. One that would then meet the message of another, or of a carried fault, stays as it is.
 */
function coarser(
  planned: ReadonlyMap<FaultLiteral, Fault>,
  missed: readonly Fault[],
  carried: readonly Fault[],
): ReadonlyMap<FaultLiteral, Fault> | undefined {
  const next = new Map(planned);
  let changed = false;
  for (const [literal, fault] of planned) {
    const wider = missed.includes(fault) ? coarsen(fault, literal.ladder) : undefined;
    const others = [...next].flatMap(([one, other]) => (one === literal ? [] : [other]));
    if (wider !== undefined && checkTogether([...carried, ...others, wider]) === undefined) {
      next.set(literal, wider);
      changed = true;
    }
  }
  return changed ? next : undefined;
}

/** A tester with no memory of misses yet. */
export function createHypothesisTester(bench: Bench, lessons: Lessons): HypothesisTester {
  const { space } = lessons;
  const fired = new Set<string>();
  const missedIn = new Map<string, Set<string>>();
  const missedAsOffered = new Set<string>();

  const noteMisses = (
    planned: ReadonlyMap<FaultLiteral, Fault>,
    missed: readonly Fault[],
    key: string,
  ): void => {
    const rest = [...planned].flatMap(([{ text }, fault]) =>
      missed.includes(fault) ? [] : [text],
    );
    const restKey = setKey(rest);
    for (const [{ text }, fault] of planned) {
      if (!missed.includes(fault)) {
        fired.add(text);
        continue;
      }
      const sets = missedIn.get(text) ?? new Set();
      missedIn.set(text, sets.add(key));
      if (setKey(space.offeredUnder(text)) === restKey) {
        missedAsOffered.add(text);
      }
      if (sets.size >= MISSES_MAX && missedAsOffered.has(text) && !fired.has(text)) {
        space.retire(text);
      }
    }
  };

  /** At a coarser address another message was met: that set was tested, and this one never was. */
  const settleAs = (trial: Trial, texts: readonly string[], isCoarse: boolean): void => {
    const { kind } = trial.judged.verdict;
    const settlement = kind === 'vacuous' ? 'vacuous' : 'held';
    if (!isCoarse) {
      space.settle(texts, settlement);
      return;
    }
    const { trace } = trial.result;
    const met = trial.judged.fired.map((fault) => literalOf(lessons, fault, trace));
    const known = met.filter((text) => text !== undefined && space.literal(text) !== undefined);
    if (known.length === met.length) {
      space.settle(known as readonly string[], settlement);
    }
    space.settle(texts, 'unreachable');
  };

  return {
    async test(hypothesis) {
      const texts = hypothesis.map(({ text }) => text);
      let planned: ReadonlyMap<FaultLiteral, Fault> = new Map(
        hypothesis.map((literal) => [literal, literal.fault]),
      );
      let inconclusive = 0;
      let coarsened = 0;
      while (bench.stopReason() === undefined) {
        const trial = await bench.run('hypothesis', [...planned.values()]);
        const { verdict, ofFired, missed } = trial.judged;
        if (ofFired.kind === 'violated') {
          return { kind: 'violated', faults: trial.judged.fired, trial };
        }
        if (verdict.kind === 'inconclusive') {
          inconclusive += 1;
          if (inconclusive > INCONCLUSIVE_RETRIES) {
            space.settle(texts, 'inconclusive');
            return { kind: 'settled' };
          }
          continue;
        }
        learnFrom(lessons, trial);
        if (verdict.kind === 'held' || verdict.kind === 'vacuous') {
          noteMisses(planned, missed, setKey(texts));
          settleAs(trial, texts, coarsened > 0);
          return { kind: 'settled' };
        }
        const next =
          coarsened < COARSER_RETRIES ? coarser(planned, missed, lessons.carried ?? []) : undefined;
        coarsened += 1;
        if (next === undefined) {
          noteMisses(planned, missed, setKey(texts));
          space.settle(texts, 'unreachable');
          return { kind: 'settled' };
        }
        planned = next;
      }
      return { kind: 'stopped' };
    },
  };
}
