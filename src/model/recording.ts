/** What is kept of one run beside its logs: the trace, what it was judged, what its faults did. */
import type { FaultReport } from './fault.ts';
import type { Trace } from './trace.ts';
import type { Verdict } from './verdict.ts';

export interface Recording {
  readonly trace: Trace;
  readonly verdict?: Verdict;
  /** One per planned fault; empty for a run without. */
  readonly faults: readonly FaultReport[];
}
