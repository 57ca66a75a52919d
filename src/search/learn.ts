/**
 * What one run adds to the space of hypotheses: the literals of its support, and a conditional
 * clause. The only place where lineage, the fault language and clauses meet.
 */
import type { Naming } from '../faults/naming.ts';
import { addressOf, movedTo } from '../faults/place.ts';
import { faultText } from '../faults/text.ts';
import { endStates, occurrencesIn, supportOf } from '../lineage/support.ts';
import type { Fault, HuntedKind } from '../model/fault.ts';
import type { Trace } from '../model/trace.ts';
import type { Trial } from './bench.ts';
import type { HypothesisSpace } from './hypotheses.ts';
import { strikesOf } from './judge.ts';
import type { CutEnding, FaultLiteral } from './literals.ts';
import { hitsOf, literalsIn, messageAt } from './literals.ts';

export interface Lessons {
  readonly space: HypothesisSpace;
  readonly naming: Naming;
  readonly kinds: ReadonlySet<HuntedKind>;
  readonly cutEndings: readonly CutEnding[];
  /** Faults that every run carries. Absent: none. */
  readonly carried?: readonly Fault[] | undefined;
  /**
   * Lineage plays no part: every message is a place for a fault, and a run teaches nothing of any
   * other. Absent: it does.
   */
  readonly blind?: boolean;
}

/**
 * The literal of a fault that fired in that run: itself if the space has it, else (it was given at
 * a coarser address) the fault under the name of the message that it met. Undefined when the
 * message is not in the trace.
 */
export function literalOf(lessons: Lessons, fault: Fault, trace: Trace): string | undefined {
  const text = faultText(fault);
  const at = addressOf(fault);
  if (lessons.space.literal(text) !== undefined || at === undefined) {
    return text;
  }
  const message = messageAt(trace, at);
  const name = message && lessons.naming.namesIn(trace).get(message.id);
  return name && faultText(movedTo(fault, name.address));
}

/**
 * Learns from a run that held or was vacuous, as a run of the faults that fired.
 *
 * Why: a run that held can be undone only by a fault that touches its support. A vacuous run is no
 *      way in which the system succeeds, so its support teaches nothing; but a fault that touches
 *      nothing of the whole run does not fire, and leaves it as it was. Hence its clause is over
 *      all that occurred. An inconclusive run teaches nothing.
 */
export function learnFrom(lessons: Lessons, trial: Trial): void {
  const { trace } = trial.result;
  const { kind } = trial.judged.ofFired;
  if (kind !== 'held' && kind !== 'vacuous') {
    return;
  }
  const support =
    lessons.blind === true
      ? occurrencesIn(trace)
      : supportOf(trace, [...strikesOf(trial.result), ...endStates(trace)]);
  const fired = trial.judged.fired.map((fault) => literalOf(lessons, fault, trace));
  const killed = trial.judged.fired.flatMap((one) => (one.kind === 'crash' ? [one.node] : []));
  // A node that was killed before it sent anything looks mute; at the end there is nothing to kill.
  const isDead = ({ fault }: FaultLiteral): boolean =>
    fault.kind === 'crash' && fault.when === 'end' && killed.includes(fault.node);
  const known = fired.filter((text) => text !== undefined);
  lessons.space.add(
    literalsIn(trace, support, lessons).filter((one) => !isDead(one)),
    known.length === fired.length ? known : [],
  );
  if (lessons.blind !== true && known.length === fired.length) {
    const touched = kind === 'held' ? support : occurrencesIn(trace);
    lessons.space.learn([...new Set(known)], hitsOf(trace, touched, lessons.naming));
  }
}
