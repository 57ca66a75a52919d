/**
 * Bytes as one line that a person can read and a terminal can print. Knows nothing of protocols.
 */

/** Longest label, in UTF-16 units. */
export const LABEL_MAX = 80;

// Unassigned code points (Cn) stay as they are: they differ between Unicode versions, so labels
// would too.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;
const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '"': '\\"',
  '\\': '\\\\',
};
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The bytes as UTF-8 text: control and quote characters escaped, bytes that are no UTF-8 as `\xHH`,
 * cut with `…` at `max` characters, never inside an escape. Reads no more bytes than it prints.
 */
export function printable(bytes: Uint8Array, max = LABEL_MAX): string {
  let text = '';
  let shortened = '';
  let at = 0;
  while (at < bytes.length) {
    const character = characterAt(bytes, at);
    if (character === undefined) {
      text += hexEscape(bytes[at] ?? 0);
      at += 1;
    } else {
      text += escapeCharacter(character.text);
      at += character.bytes;
    }
    if (text.length > max) {
      return `${shortened}…`;
    }
    if (text.length < max) {
      shortened = text;
    }
  }
  return text;
}

interface Utf8Character {
  readonly text: string;
  readonly bytes: number;
}

function characterAt(bytes: Uint8Array, at: number): Utf8Character | undefined {
  const first = bytes[at] ?? 0;
  if (first < 0x80) {
    return { text: String.fromCharCode(first), bytes: 1 };
  }
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  try {
    return { text: UTF8.decode(bytes.subarray(at, at + length)), bytes: length };
  } catch {
    return undefined;
  }
}

function escapeCharacter(character: string): string {
  const short = SHORT_ESCAPES[character];
  if (short !== undefined) {
    return short;
  }
  if (!UNPRINTABLE.test(character)) {
    return character;
  }
  const code = character.codePointAt(0) ?? 0;
  return code < 0x80 ? hexEscape(code) : `\\u{${code.toString(16)}}`;
}

function hexEscape(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}
