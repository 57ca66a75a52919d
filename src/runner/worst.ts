/** What several judges of one run say together. */
import type { Verdict, VerdictKind } from '../model/verdict.ts';

/**
 * A promise that was not made cannot have been kept: a run in which one of them was vacuous is no
 * pass.
 */
const ORDER: readonly VerdictKind[] = ['violated', 'inconclusive', 'void', 'vacuous', 'held'];

/** Violated before inconclusive before vacuous before held; of equals the first. */
export const worst = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))[0] ?? {
    kind: 'held',
  };
