/** Reads one of several words; an unknown one is answered with the word that was probably meant. */
import type { Cursor } from './cursor.ts';
import { nearest } from './nearest.ts';

/**
 * Consumes the word that is next.
 *
 * Errors: SpecError with `what` was expected here, and a suggestion or else `hint`.
 */
export function readOneOf<Word extends string>(
  cursor: Cursor,
  words: readonly Word[],
  what: string,
  hint?: string,
): Word {
  const word = cursor.peekWord();
  const found = words.find((one) => one === word);
  if (found === undefined) {
    const guess = word === '' ? undefined : nearest(word, words);
    cursor.expected(what, guess === undefined ? hint : `did you mean "${guess}"?`);
  }
  cursor.take(found);
  return found;
}
