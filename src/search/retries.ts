/**
 * Retries folded: equal datagrams again on one link are lost from the first one on, "the first k"
 * in place of any of them, so that n retries make n hypotheses and not 2ⁿ.
 *
 * Without loss: where a receiver that has had one of them does nothing else, then or later, for
 *     having another. Then a set of which the k-th is the first that arrives ends as {the first
 *     k − 1} does, which is in it. With loss: where each copy is answered, and the answer to the
 *     first was lost; where copies are counted; where losing a later one but not the first moves
 *     who hears of it first. Nobody can see from outside which it is, so it is the user's word.
 */
import { faultText } from '../faults/text.ts';
import type { HypothesisSpace } from './hypotheses.ts';
import type { FaultLiteral } from './literals.ts';

/** Of a lost datagram, those that are equal on its link: by it, all but its ordinal. */
function keyOf({ fault, ladder }: FaultLiteral): string | undefined {
  if (fault.kind !== 'omit' || ladder === undefined) {
    return undefined;
  }
  return faultText({ kind: 'omit', at: { ...ladder.exact, ordinal: 1 } });
}

/** Tells the space of all retries among its literals. */
export function foldRetries(space: HypothesisSpace): void {
  const byKey = new Map<string, Map<number, string>>();
  for (const literal of space.literals()) {
    const key = keyOf(literal);
    if (key !== undefined) {
      const texts = byKey.get(key) ?? new Map<number, string>();
      byKey.set(key, texts.set(literal.ladder?.exact.ordinal ?? 0, literal.text));
    }
  }
  for (const texts of byKey.values()) {
    for (const [ordinal, text] of texts) {
      const sooner = texts.get(ordinal - 1);
      if (sooner !== undefined) {
        space.follow(text, sooner);
      }
    }
  }
}
