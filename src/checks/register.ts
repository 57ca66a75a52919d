/** A register: read, write, compare-and-set, delete. Of several with keys, one. */
import type { Model } from './model.ts';
import { NOTHING, type Operation, valueText } from './operation.ts';

export const REGISTER_FUNCTIONS = ['read', 'write', 'cas', 'delete'] as const;

/** Expected and new value of a compare-and-set; undefined when its value is no pair. */
export function casOf({ f, input }: Operation): readonly [string, string] | undefined {
  const pair: unknown = f === 'cas' ? JSON.parse(input) : undefined;
  return Array.isArray(pair) && pair.length === 2
    ? [valueText(pair[0]), valueText(pair[1])]
    : undefined;
}

/** Every value that somebody has seen. */
function seenIn(all: readonly Operation[]): ReadonlySet<string> {
  return new Set(
    all.flatMap((operation) => {
      const { f, end, output } = operation;
      if (f === 'cas') {
        return [casOf(operation)?.[0] ?? ''];
      }
      return f === 'read' && end === 'ok' ? [output] : [];
    }),
  );
}

function step(state: string, operation: Operation): string | undefined {
  const { f, input, output, end } = operation;
  switch (f) {
    case 'read':
      return end === 'unknown' || state === output ? state : undefined;
    case 'write':
      return input;
    case 'delete':
      return NOTHING;
    default: {
      const [expected, next] = casOf(operation) ?? [];
      return state === expected ? next : undefined;
    }
  }
}

const resultOf = (operation: Operation): string =>
  operation.f === 'delete'
    ? NOTHING
    : operation.f === 'cas'
      ? (casOf(operation)?.[1] ?? '')
      : operation.input;

/** `initial`: the value before anything was done, as text. */
export function registerModel(initial: string = NOTHING): Model {
  const seen = new WeakMap<readonly Operation[], ReadonlySet<string>>();
  return {
    initial,
    step,
    stateWords: (state, key) => `${key ?? 'it'} was ${state}`,
    matters: (operation, all) => {
      if (operation.f === 'read') {
        return false;
      }
      const known = seen.get(all) ?? seenIn(all);
      seen.set(all, known);
      return known.has(resultOf(operation));
    },
    shows: (operation, state) =>
      operation.f === 'read' ? operation.output === state : casOf(operation)?.[0] === state,
    sameness: ({ f, input }) => `${f} ${input}`,
  };
}
