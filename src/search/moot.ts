/**
 * Faults that never fire together: a node that died before it sent a message loses it to nobody. A
 * set with such a pair is, as far as it fires, the set without the loss, which is within the bounds
 * too. Knows names of messages, and no runs.
 */
import { addressOf } from '../faults/place.ts';
import type { HypothesisSpace } from './hypotheses.ts';
import type { FaultLiteral } from './literals.ts';

/** The crash comes before that message of the same name is sent, in every run. */
function isBefore(crash: FaultLiteral, loss: FaultLiteral): boolean {
  if (crash.fault.kind !== 'crash' || loss.fault.kind === 'crash') {
    return false;
  }
  const { at, when } = crash.fault;
  const lost = addressOf(loss.fault);
  return (
    at !== undefined &&
    lost !== undefined &&
    (when === 'before' ? at.ordinal <= lost.ordinal : at.ordinal < lost.ordinal)
  );
}

function nameOf({ fault }: FaultLiteral): string {
  const at = addressOf(fault);
  return at === undefined
    ? ''
    : [at.from, at.to, at.kind, at.level, at.digest, at.label].join('\n');
}

/** Tells the space of all such pairs among its literals. */
export function excludeMoot(space: HypothesisSpace): void {
  if (space.bounds.faultsMax < 2) {
    return;
  }
  const byName = new Map<string, FaultLiteral[]>();
  for (const literal of space.literals()) {
    const alike = byName.get(nameOf(literal)) ?? [];
    alike.push(literal);
    byName.set(nameOf(literal), alike);
  }
  byName.delete('');
  for (const alike of byName.values()) {
    const crashes = alike.filter(({ fault }) => fault.kind === 'crash');
    for (const crash of crashes) {
      for (const loss of alike) {
        if (isBefore(crash, loss)) {
          space.exclude([crash.text, loss.text]);
        }
      }
    }
  }
}
