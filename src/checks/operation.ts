/**
 * What clients did, one operation each: asked, and perhaps answered. Knows neither files nor what
 * the object is; values are texts of JSON whose keys are sorted, so that equal values are equal.
 */

/**
 * `ok`: it took effect between its two positions. `fail`: it took none. `unknown`: nobody can tell;
 * it may take effect at any later time, or never.
 */
export type OperationEnd = 'ok' | 'fail' | 'unknown';

export interface Operation {
  readonly process: string;
  /** What was asked for, as `read` or `write`. */
  readonly f: string;
  /** Which of several objects of the model it is about. */
  readonly key: string | undefined;
  /** Value of the invocation; `null` where there was none. */
  readonly input: string;
  /** Value of the answer; `null` where there was none. */
  readonly output: string;
  readonly end: OperationEnd;
  /** Position of the invocation in real time: 0, 1, 2 … over the whole history. */
  readonly from: number;
  /** Position of the answer; Infinity when the end is unknown. */
  readonly to: number;
  /** Where the invocation stands, as `file:line`. */
  readonly where: string;
}

/** No value at all, and JSON's null: they are the same. */
export const NOTHING = 'null';

/** The text that stands for a value: equal values have equal texts. */
export function valueText(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(valueText).join(',')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    const pairs = entries.map(([key, inside]) => `${JSON.stringify(key)}:${valueText(inside)}`);
    return `{${pairs.join(',')}}`;
  }
  return JSON.stringify(value) ?? NOTHING;
}

/** The two are in this order in real time. */
export const precedes = (first: Operation, second: Operation): boolean => first.to < second.from;

const asks = ({ f }: Operation): boolean => f === 'read' || f === 'dequeue';

/** `client.1 write x 7`, `client.2 read x → 7`, `client.3 read x → ?`. */
export function operationWords(operation: Operation): string {
  const { process, f, key, input, output, end } = operation;
  const answer = { ok: output, fail: 'failed', unknown: '?' }[end];
  const words = [
    process,
    f,
    ...(key === undefined ? [] : [key]),
    ...(input === NOTHING && (asks(operation) || f !== 'write') ? [] : [input]),
    ...(asks(operation) || end !== 'ok' ? ['→', answer] : []),
  ];
  return words.join(' ');
}
