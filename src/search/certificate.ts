/**
 * The statement of what a hunt covered: every fault set within the bounds over the observed
 * literals is filed under one word. It claims nothing beyond the bounds, the literals and the runs
 * it was made from.
 */
import { countModels } from '../../solver/count.ts';
import type { NewClassEstimate } from '../lineage/run-class.ts';
import { ensure } from '../model/errors.ts';
import type { Certificate, ImpliedBy } from '../model/hunt.ts';
import { REASONS } from './clauses.ts';
import { countContaining, fits } from './fault-sets.ts';
import type { HypothesisSpace, SettledSet, Settlement } from './hypotheses.ts';
import { totalOf } from './hypotheses.ts';
import type { FaultLiteral } from './literals.ts';

type Core = readonly FaultLiteral[];

function coreOf(space: HypothesisSpace, texts: readonly string[]): Core | undefined {
  const literals = texts.map((text) => space.literal(text)).filter((one) => one !== undefined);
  return literals.length === texts.length ? literals : undefined;
}

/** Settled sets that are sets within the bounds over the space's literals. */
function filedSets(space: HypothesisSpace): readonly SettledSet[] {
  return space.settled().filter(({ literals }) => {
    const core = coreOf(space, literals);
    return core !== undefined && fits(core, space.bounds);
  });
}

function holds(set: SettledSet, core: readonly string[]): boolean {
  return core.every((text) => set.literals.includes(text));
}

/** Beyond so many fault sets they are not gone through one by one. */
const LISTED_MAX = 1_000_000;

/** Each set that is implied, under the first reason that goes for it; see ImpliedBy. */
function reasonsOf(space: HypothesisSpace, implied: number): Pick<Certificate, 'impliedBy'> {
  const { faultsMax } = space.bounds;
  if (space.reasons().size === 0 || totalOf(space) > LISTED_MAX) {
    return {};
  }
  const open = REASONS.map((_, index) => {
    const problem = space.without(REASONS.slice(index));
    return countModels(problem, faultsMax, LISTED_MAX).count;
  });
  const counts = REASONS.map((reason, index): readonly [string, number] => [
    reason,
    (open[index] ?? 0) - (open[index + 1] ?? 0),
  ]);
  const run = implied - (open[0] ?? 0);
  return { impliedBy: { run, ...Object.fromEntries(counts) } as unknown as ImpliedBy };
}

/**
 * Files every set: those that a run settled under what it was settled as; the others that hold a
 * retired literal as unreachable; the others that hold a violating set as violated; the rest is
 * implied by a clause.
 *
 * Errors: InvariantError when the parts don't add up to the total.
 */
export function certify(
  space: HypothesisSpace,
  runs: number,
  newClass: NewClassEstimate,
): Certificate {
  const { bounds } = space;
  const literals = space.literals();
  const total = totalOf(space);
  const retired = space.retired().map((text) => [text]);
  const violating = space.violations();
  const cores = (texts: readonly (readonly string[])[]): readonly Core[] =>
    texts.map((core) => coreOf(space, core)).filter((core) => core !== undefined);
  const withRetired = countContaining(literals, bounds, cores(retired));
  const withEither = countContaining(literals, bounds, cores([...retired, ...violating]));

  const filed = filedSets(space);
  const isUnder = (set: SettledSet, texts: readonly (readonly string[])[]): boolean =>
    texts.some((core) => holds(set, core));
  const filedRetired = filed.filter((set) => isUnder(set, retired)).length;
  const filedEither = filed.filter((set) => isUnder(set, [...retired, ...violating])).length;
  const count = (settlement: Settlement): number =>
    filed.filter((set) => set.settlement === settlement).length;

  const implied = total - withEither - (filed.length - filedEither);
  const certificate: Certificate = {
    version: 1,
    bounds,
    literals: literals.length,
    total,
    held: count('held'),
    vacuous: count('vacuous'),
    implied,
    ...reasonsOf(space, implied),
    unreachable: count('unreachable') + withRetired - filedRetired,
    inconclusive: count('inconclusive'),
    violated: count('violated') + withEither - withRetired - (filedEither - filedRetired),
    unreachableSets: [
      ...space.retired(),
      ...filed
        .filter(({ settlement }) => settlement === 'unreachable')
        .map((set) => set.literals.join('; '))
        .sort(),
    ],
    runs,
    newClass,
  };
  const { held, vacuous, unreachable, inconclusive, violated } = certificate;
  const parts = [held, vacuous, implied, unreachable, inconclusive, violated];
  const sum = parts.reduce((a, b) => a + b, 0);
  ensure(
    sum === total && parts.every((part) => part >= 0),
    `certificate: ${parts.join(' + ')} should be ${total} fault sets`,
  );
  return certificate;
}
