/**
 * Where things stand in a JSON text: offsets of values by path, and of the first syntax error.
 * `JSON.parse` makes the values; on Node 20 it doesn't say where it failed. Knows nothing of
 * findings.
 */

export type JsonPath = readonly (string | number)[];

export type JsonScan =
  | { readonly kind: 'valid'; readonly offsetOf: (path: JsonPath) => number }
  | { readonly kind: 'invalid'; readonly offset: number; readonly message: string };

/** Deeper nesting is refused, so that a hostile file cannot exhaust the stack. */
const DEPTH_MAX = 200;

const SPACE = /[ \t\n\r]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const WORD = /true|false|null/y;

/** Internal way out of the recursion; never leaves this file. */
class Unexpected extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

interface Cursor {
  readonly text: string;
  offset: number;
  readonly offsets: Map<string, number>;
}

const keyOf = (path: JsonPath): string => JSON.stringify(path.map(String));

/**
 * Moves past what the sticky expression matches and gives it back; undefined when it doesn't match.
 */
function take(cursor: Cursor, expression: RegExp): string | undefined {
  expression.lastIndex = cursor.offset;
  const found = expression.exec(cursor.text)?.[0];
  cursor.offset += found?.length ?? 0;
  return found;
}

function fail(cursor: Cursor, expected: string): never {
  const got = cursor.text[cursor.offset];
  const seen = got === undefined ? 'the end of the file' : JSON.stringify(got);
  throw new Unexpected(cursor.offset, `expected ${expected}, got ${seen}`);
}

/**
 * Moves past a string literal and gives it back, quotes and all; undefined when none starts here.
 */
function takeString(cursor: Cursor): string | undefined {
  const { text, offset: start } = cursor;
  if (text[start] !== '"') {
    return undefined;
  }
  cursor.offset += 1;
  for (;;) {
    const character = text[cursor.offset];
    if (character === '"') {
      cursor.offset += 1;
      return text.slice(start, cursor.offset);
    }
    if (character === '\\') {
      if (take(cursor, ESCAPE) === undefined) {
        fail(cursor, 'a JSON escape');
      }
    } else if (character === undefined || character < ' ') {
      fail(cursor, 'the rest of a string and its closing quote');
    } else {
      cursor.offset += 1;
    }
  }
}

function takeKey(cursor: Cursor): string {
  const text = takeString(cursor) ?? fail(cursor, 'a property name in double quotes');
  take(cursor, SPACE);
  if (cursor.text[cursor.offset] !== ':') {
    fail(cursor, '":"');
  }
  cursor.offset += 1;
  return JSON.parse(text) as string;
}

/** The items of an array or object, from after the opening bracket to after the closing one. */
function scanItems(cursor: Cursor, path: JsonPath, close: '}' | ']'): void {
  take(cursor, SPACE);
  if (cursor.text[cursor.offset] === close) {
    cursor.offset += 1;
    return;
  }
  for (let index = 0; ; index += 1) {
    take(cursor, SPACE);
    scanValue(cursor, [...path, close === '}' ? takeKey(cursor) : index]);
    take(cursor, SPACE);
    const next = cursor.text[cursor.offset];
    if (next !== ',' && next !== close) {
      fail(cursor, `"," or "${close}"`);
    }
    cursor.offset += 1;
    if (next === close) {
      return;
    }
  }
}

function scanValue(cursor: Cursor, path: JsonPath): void {
  take(cursor, SPACE);
  if (path.length > DEPTH_MAX) {
    throw new Unexpected(cursor.offset, `nested more than ${DEPTH_MAX} levels deep`);
  }
  cursor.offsets.set(keyOf(path), cursor.offset);
  const first = cursor.text[cursor.offset];
  if (first === '{' || first === '[') {
    cursor.offset += 1;
    scanItems(cursor, path, first === '{' ? '}' : ']');
    return;
  }
  const found = takeString(cursor) ?? take(cursor, NUMBER) ?? take(cursor, WORD);
  if (found === undefined) {
    fail(cursor, 'a value');
  }
}

/**
 * Checks the syntax of `text`. `offsetOf` falls back to the nearest enclosing value for a path that
 * isn't there.
 */
export function scanJson(text: string): JsonScan {
  const cursor: Cursor = { text, offset: 0, offsets: new Map() };
  try {
    scanValue(cursor, []);
    take(cursor, SPACE);
    if (cursor.offset < text.length) {
      fail(cursor, 'the end of the file');
    }
  } catch (error) {
    if (error instanceof Unexpected) {
      return { kind: 'invalid', offset: error.offset, message: error.message };
    }
    throw error;
  }
  const offsetOf = (path: JsonPath): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const offset = cursor.offsets.get(keyOf(path.slice(0, length)));
      if (offset !== undefined) {
        return offset;
      }
    }
    return cursor.offsets.get(keyOf([])) ?? 0;
  };
  return { kind: 'valid', offsetOf };
}

/**
 * Offset of the `index`-th UTF-16 unit of the value of the string literal that starts at `start`.
 */
export function offsetInString(text: string, start: number, index: number): number {
  let offset = start + 1;
  for (let unit = 0; unit < index; unit += 1) {
    const escaped = text[offset] === '\\';
    offset += !escaped ? 1 : text[offset + 1] === 'u' ? 6 : 2;
  }
  return offset;
}

/** `line:column` of an offset, both 1-based. */
export function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return `${line}:${offset - before.lastIndexOf('\n')}`;
}
