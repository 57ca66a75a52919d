/** Quoted strings of the fault language: any text on one printable line. */

// Unassigned code points stay as they are: they differ between Unicode versions, and the text is an
// identity.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;
const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** Escape letters that stand for one character. */
export const UNESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

/** Must be escaped in a quoted string. */
export function isUnprintable(character: string): boolean {
  return UNPRINTABLE.test(character);
}

/** The text in quotes: `"`, `\` and what cannot be printed are escaped (`\n`, `\xHH`, `\uHHHH`). */
export function quote(text: string): string {
  let quoted = '';
  for (const character of text) {
    quoted += SHORT_ESCAPES.get(character) ?? escapeUnprintable(character);
  }
  return `"${quoted}"`;
}

function escapeUnprintable(character: string): string {
  if (!isUnprintable(character)) {
    return character;
  }
  let escaped = '';
  for (let index = 0; index < character.length; index += 1) {
    const unit = character.charCodeAt(index);
    escaped += unit < 0x100 ? `\\x${hex(unit, 2)}` : `\\u${hex(unit, 4)}`;
  }
  return escaped;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
