/**
 * Kinds of values that a spec is made of, with what is said when something else stands there. An
 * error is the text `expected …`; a second line, if any, is the hint. What a key means is not known
 * here.
 */
import { z } from 'zod';
import { DURATION_EXPECTED, DURATION_PATTERN, durationMs } from './duration.ts';

export function expected(what: string, hint?: string): string {
  return hint === undefined ? `expected ${what}` : `expected ${what}\n${hint}`;
}

/**
 * A mapping with these keys and no others, but for those that begin with `x-`: they are ignored.
 */
export function mapping<S extends z.ZodRawShape>(description: string, shape: S, more: object = {}) {
  const strict = z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : expected('a mapping'),
  });
  const meta = { description, patternProperties: { '^x-': {} }, ...more };
  return z.preprocess(withoutExtensions, strict.meta(meta));
}

function withoutExtensions(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith('x-')));
}

/** At least one of `values`, none twice. */
export function setOf<const V extends readonly string[]>(values: V) {
  const others = values.length === 1 ? '' : `${values.slice(0, -1).join(', ')} or `;
  const what = `${others}${values.at(-1)}`;
  const error = () => expected(`a list of at least one of ${what}`);
  return z
    .array(z.enum(values, { error: () => expected(what) }), { error })
    .min(1, { error })
    .refine((list) => new Set(list).size === list.length, {
      error: () => expected('every word once'),
    });
}

export function integer(min: number, max = Number.MAX_SAFE_INTEGER) {
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  const error = () => expected(`a whole number ${range}`);
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** Milliseconds on the way out. */
export function duration(least: 0 | 1) {
  const what = least === 0 ? DURATION_EXPECTED : `${DURATION_EXPECTED}, above 0`;
  const error = () => expected(what, 'a duration has one unit of ms, s, m, h; at most 24 days');
  return z
    .union([z.number({ error }), z.string({ error }).regex(DURATION_PATTERN, { error })], { error })
    .refine((value) => (durationMs(value) ?? -1) >= least, { error })
    .transform((value) => durationMs(value) ?? 0);
}

export function text(what: string, pattern: RegExp, hint?: string) {
  const error = () => expected(what, hint);
  return z.string({ error }).regex(pattern, { error });
}
