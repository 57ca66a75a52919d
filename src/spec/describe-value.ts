/** Words for a value that was found where another was expected. */

const TEXT_LENGTH_MAX = 60;

/** The value's type and the value: `a number (42)`, `a string ("x")`, `an empty list`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) {
    return 'nothing';
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  }
  if (typeof value === 'object') {
    return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping';
  }
  return typeof value === 'string'
    ? `a string (${quote(value)})`
    : `a ${typeof value} (${String(value)})`;
}

/** The text in double quotes on one line, cut when long. */
export function quote(text: string): string {
  const shown = text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text;
  return JSON.stringify(shown);
}
