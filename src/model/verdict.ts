/** Verdicts (DESIGN §10). Only `held` is a pass. */

/** The invariant's judgement of one run. `reason` is one line for a person. */
export type Verdict =
  | { readonly kind: 'held' }
  | { readonly kind: 'violated'; readonly reason: string }
  | { readonly kind: 'vacuous'; readonly reason: string }
  | { readonly kind: 'void'; readonly reason: string }
  | { readonly kind: 'inconclusive'; readonly reason: string; readonly detail?: string };

export type VerdictKind = Verdict['kind'];
export const VERDICT_KINDS = [
  'held',
  'violated',
  'vacuous',
  'void',
  'inconclusive',
] as const satisfies readonly VerdictKind[];
