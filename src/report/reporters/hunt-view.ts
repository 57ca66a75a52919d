/** A hunt as every reporter gets it. */
import type { Finding } from '../../model/finding.ts';
import type { HuntResult } from '../../model/hunt.ts';
import type { FindingView } from '../finding-report.ts';

export interface HuntView {
  readonly spec: string;
  /** Path of the spec's file, as the reader can open it. */
  readonly file: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly result: HuntResult;
  /** Where a finding's files are. */
  readonly viewOf: (finding: Finding) => FindingView;
}

/** Fault sets that were seen to violate and did not confirm are no findings, and no passes. */
export const isInconclusive = ({ result }: HuntView): boolean => result.outcome === 'inconclusive';
