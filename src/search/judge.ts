/**
 * From what a runner answered to what the search may conclude: which faults fired, what the run
 * says of the planned set, and what it says of the set that fired. Knows nothing of clauses.
 */
import { isStream } from '../model/channel.ts';
import type { Fault } from '../model/fault.ts';
import type { RunResult } from '../model/run.ts';
import type { EventId, Trace } from '../model/trace.ts';
import type { Verdict } from '../model/verdict.ts';

export interface Judged {
  /** In the request's order. */
  readonly fired: readonly Fault[];
  readonly missed: readonly Fault[];
  /** Of the planned set: `void` when a fault missed, for then the run is no test of it. */
  readonly verdict: Verdict;
  /** Of the set that fired; `inconclusive` when nothing can be learnt. Never `void`. */
  readonly ofFired: Verdict;
}

function both(verdict: Verdict): Pick<Judged, 'verdict' | 'ofFired'> {
  return { verdict, ofFired: verdict };
}

/** Judges one run. A planned fault without a report counts as missed. */
export function judge(result: RunResult): Judged {
  const planned = result.request.faults;
  const hasFired = (index: number): boolean => result.faults[index]?.outcome === 'fired';
  const fired = planned.filter((_, index) => hasFired(index));
  const missed = planned.filter((_, index) => !hasFired(index));
  if (result.verdict.kind === 'inconclusive' || missed.length === 0) {
    return { fired, missed, ...both(result.verdict) };
  }
  if (result.verdict.kind === 'violated' && fired.length === 0) {
    const detail = result.verdict.reason;
    const reason = 'the invariant fails without any fault';
    return { fired, missed, ...both({ kind: 'inconclusive', reason, detail }) };
  }
  const reason = `${missed.length} of ${planned.length} planned faults did not fire`;
  return { fired, missed, verdict: { kind: 'void', reason }, ofFired: result.verdict };
}

function lastEventOf(trace: Trace, node: string): EventId | undefined {
  return trace.events.lastOf(node);
}

/**
 * The events at which the faults of a run struck: where a message was first withheld, and the last
 * of a node that was killed. They anchor the support besides the observers.
 */
export function strikesOf(result: RunResult): readonly EventId[] {
  const { trace } = result;
  const strikes = new Set<EventId>();
  const cut = new Set<string>();
  for (const message of trace.messages) {
    const direction = `${message.channel} ${message.direction}`;
    if (message.withheld && !(isStream(message.kind) && cut.has(direction))) {
      strikes.add(message.sent);
      if (isStream(message.kind)) {
        cut.add(direction);
      }
    }
  }
  for (const { fault, outcome, event } of result.faults) {
    const last = fault.kind === 'crash' ? lastEventOf(trace, fault.node) : undefined;
    for (const strike of outcome === 'fired' ? [event, last] : []) {
      if (strike !== undefined && strike < trace.events.length) {
        strikes.add(strike);
      }
    }
  }
  return [...strikes].sort((a, b) => a - b);
}
