/**
 * Makes bytes that came from the system under test harmless on a terminal. Knows which characters
 * act on a terminal or hide what is written; doesn't know what the text means.
 */

/**
 * Controls, invisible and direction-changing marks, private use, lone surrogates, line and
 * paragraph separators.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeCharacter(character: string): string {
  const short = SHORT[character];
  if (short !== undefined) {
    return short;
  }
  let escaped = '';
  for (let index = 0; index < character.length; index += 1) {
    const unit = character.charCodeAt(index);
    const hex = unit.toString(16);
    escaped += unit < 256 ? `\\x${hex.padStart(2, '0')}` : `\\u${hex.padStart(4, '0')}`;
  }
  return escaped;
}

/** One line: every control character, line feeds included, becomes a visible escape. */
export function escapeLine(text: string): string {
  return text.replaceAll(UNSAFE, escapeCharacter);
}

/** Several lines: line feeds and tabs stay, all other control characters become visible escapes. */
export function escapeBlock(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(UNSAFE, (character) =>
      character === '\n' || character === '\t' ? character : escapeCharacter(character),
    );
}
