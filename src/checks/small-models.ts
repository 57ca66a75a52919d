/** A first-in-first-out queue, a counter, and a lock. Of several with keys, one. */
import type { Model } from './model.ts';
import { NOTHING, type Operation } from './operation.ts';

export const QUEUE_FUNCTIONS = ['enqueue', 'dequeue'] as const;
export const COUNTER_FUNCTIONS = ['add', 'read'] as const;
export const LOCK_FUNCTIONS = ['acquire', 'release'] as const;

/** Each value ends with a line feed, which stands in no text of JSON. */
const END = '\n';

function queueStep(state: string, { f, input, output, end }: Operation): string | undefined {
  if (f === 'enqueue') {
    return `${state}${input}${END}`;
  }
  const head = state.slice(0, state.indexOf(END) + 1);
  if (end === 'unknown') {
    return head === '' ? undefined : state.slice(head.length);
  }
  if (output === NOTHING) {
    return state === '' ? state : undefined;
  }
  return head === `${output}${END}` ? state.slice(head.length) : undefined;
}

/** A dequeue that answers null has found nothing. */
export const QUEUE: Model = {
  initial: '',
  step: queueStep,
  stateWords: (state, key) => {
    const values = state.split(END).slice(0, -1);
    return `${key ?? 'the queue'} held ${values.length === 0 ? 'nothing' : values.join(', ')}`;
  },
  matters: ({ f, input }, all) =>
    f === 'dequeue' ||
    all.some((other) => other.f === 'dequeue' && other.end === 'ok' && other.output === input),
  sameness: ({ f, input }) => `${f} ${input}`,
};

/** What an operation adds: 1 unless it says so. */
export const addedBy = ({ input }: Operation): number => (input === NOTHING ? 1 : Number(input));

export const COUNTER: Model = {
  initial: '0',
  step: (state, operation) => {
    if (operation.f === 'add') {
      return String(Number(state) + addedBy(operation));
    }
    return operation.end === 'unknown' || state === operation.output ? state : undefined;
  },
  stateWords: (state, key) => `${key ?? 'the counter'} stood at ${state}`,
  matters: ({ f }) => f === 'add',
  sameness: ({ f, input }) => `${f} ${input}`,
};

const FREE = '';

/** Whoever acquires holds it until the same process has released it. */
export const LOCK: Model = {
  initial: FREE,
  step: (state, { f, process }) => {
    if (f === 'acquire') {
      return state === FREE ? process : undefined;
    }
    return state === process ? FREE : undefined;
  },
  stateWords: (state, key) =>
    `${key ?? 'the lock'} was ${state === FREE ? 'free' : `held by ${state}`}`,
  matters: () => true,
  sameness: ({ f, process }) => `${f} ${process}`,
};
