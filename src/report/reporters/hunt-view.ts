/** A hunt as every reporter gets it. */
import type { Finding } from '../../model/finding.ts';
import type { HuntResult } from '../../model/hunt.ts';
import type { FindingView } from '../finding-report.ts';
import type { KnownRow } from '../known-report.ts';

export interface HuntView {
  readonly spec: string;
  /** Path of the spec's file, as the reader can open it. */
  readonly file: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly result: HuntResult;
  /** Where a finding's files are. */
  readonly viewOf: (finding: Finding) => FindingView;
  /** What was known before the hunt. Absent: nothing. */
  readonly known?: readonly KnownRow[];
}

/** Findings of the hunt that were not known before it. */
export function newFindings({ result, known = [] }: HuntView): readonly Finding[] {
  const ids = new Set(known.map(({ finding }) => finding.id));
  return result.findings.filter(({ id }) => !ids.has(id));
}

/** Fault sets that were seen to violate and did not confirm are no findings, and no passes. */
export const isInconclusive = ({ result }: HuntView): boolean => result.outcome === 'inconclusive';
