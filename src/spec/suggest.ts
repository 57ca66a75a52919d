/**
 * Guesses the word that was meant. It knows words only: what they name is the caller's business.
 */

/** Longest word that is compared; a longer one is no slip of the pen. */
const LENGTH_MAX = 64;

/**
 * The candidate that `word` most likely stands for: at most two slips away (a letter missing,
 * added, changed, or two neighbours swapped; one slip if both are at most four letters long), else
 * one that begins with `word` or the other way round. Upper and lower case count as equal. The
 * earlier candidate wins a tie.
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length === 0 || word.length > LENGTH_MAX) {
    return undefined;
  }
  const wanted = word.toLowerCase();
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  let prefix: string | undefined;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const slipsMax = Math.max(wanted.length, other.length) <= 4 ? 1 : 2;
    if (Math.abs(wanted.length - other.length) <= slipsMax) {
      const distance = editDistance(wanted, other);
      if (distance <= slipsMax && distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    if (prefix === undefined && sharesStart(wanted, other)) {
      prefix = candidate;
    }
  }
  return best ?? prefix;
}

/** One begins with the other, and the shorter is long enough to mean something. */
function sharesStart(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 2 && (a.startsWith(b) || b.startsWith(a));
}

/**
 * Damerau–Levenshtein distance, in the form that never edits a swapped pair again (optimal string
 * alignment).
 */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
