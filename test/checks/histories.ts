/**
 * Histories for the tests: written by hand, drawn by chance, made by a real object, and judged by
 * trying every order.
 */
import fc from 'fast-check';
import { checkOperations } from '../../src/checks/check.ts';
import { NOTHING, type Operation } from '../../src/checks/operation.ts';
import type { CheckOutcome } from '../../src/checks/outcome.ts';
import type { HistoryModel } from '../../src/model/spec.ts';

export const NEVER_OVER = (): boolean => false;

/** `key`, `input` and `output` as texts of JSON; `to` left out: of unknown end. */
export const op = (
  process: string,
  [from, to]: readonly [number, number?],
  f: string,
  { key, input = NOTHING, output = NOTHING, end }: Partial<Operation> = {},
): Operation => ({
  ...{ process, f, key, input, output, from, where: 'h:1' },
  end: end ?? (to === undefined ? 'unknown' : 'ok'),
  to: to ?? Number.POSITIVE_INFINITY,
});

export const outcomeOf = (model: HistoryModel, operations: readonly Operation[]): CheckOutcome =>
  checkOperations(
    operations.toSorted((a, b) => a.from - b.from),
    { model, isOver: NEVER_OVER },
  );

/** An object that does what it is asked, and tells what it answers. */
export interface Real {
  /** Undefined: it cannot do that now. */
  apply(f: string, input: string, process: string): string | undefined;
  copy(): Real;
}

type Apply<S> = (
  state: S,
  f: string,
  input: string,
  process: string,
) => readonly [S, string] | undefined;

const real = <S>(state: S, apply: Apply<S>): Real => {
  let now = state;
  return {
    apply: (f, input, process) => {
      const done = apply(now, f, input, process);
      if (done === undefined) {
        return undefined;
      }
      now = done[0];
      return done[1];
    },
    copy: () => real(now, apply),
  };
};

const registerApply: Apply<string> = (value, f, input) => {
  if (f === 'read') {
    return [value, value];
  }
  if (f === 'cas') {
    const [expected, next] = (JSON.parse(input) as readonly unknown[]).map(String);
    return value === expected ? [next ?? '', NOTHING] : undefined;
  }
  return [f === 'delete' ? NOTHING : input, NOTHING];
};

const setApply: Apply<readonly string[]> = (set, f, input) =>
  f === 'add' ? [[...new Set([...set, input])].sort(), NOTHING] : [set, `[${set.join(',')}]`];

const queueApply: Apply<readonly string[]> = (queue, f, input) => {
  const [head = NOTHING, ...rest] = queue;
  return f === 'enqueue' ? [[...queue, input], NOTHING] : [rest, head];
};

const counterApply: Apply<number> = (count, f, input) =>
  f === 'add' ? [count + Number(input), NOTHING] : [count, String(count)];

const lockApply: Apply<string> = (holder, f, _input, process) => {
  const [needed, next] = f === 'acquire' ? ['', process] : [process, ''];
  return holder === needed ? [next, NOTHING] : undefined;
};

export const REAL: Readonly<Record<HistoryModel, () => Real>> = {
  register: () => real(NOTHING, registerApply),
  'key-value': () => real(NOTHING, registerApply),
  set: () => real([] as readonly string[], setApply),
  queue: () => real([] as readonly string[], queueApply),
  counter: () => real(0, counterApply),
  lock: () => real('', lockApply),
};

/** Tries every order of what was answered, and every part of what has no known end. */
export function hasOrder(operations: readonly Operation[], object: Real): boolean {
  const left = operations.filter(({ end }) => end !== 'fail');
  if (left.every(({ end }) => end === 'unknown')) {
    return true;
  }
  const mayBeFirst = left.filter((one) => left.every((other) => other.to >= one.from));
  return mayBeFirst.some((one) => {
    const next = object.copy();
    const answer = next.apply(one.f, one.input, one.process);
    const fits = answer !== undefined && (one.end === 'unknown' || answer === one.output);
    return (
      fits &&
      hasOrder(
        left.filter((other) => other !== one),
        next,
      )
    );
  });
}

/** What is asked, and what may be answered, whether it is right or not. */
const ASKS: Readonly<Record<HistoryModel, readonly (readonly [f: string, inputs: string[]])[]>> = {
  register: [
    ['read', [NOTHING]],
    ['write', ['1', '2']],
    ['cas', ['[1,2]', '[2,1]', '[2,3]']],
    ['delete', [NOTHING]],
  ],
  'key-value': [
    ['read', [NOTHING]],
    ['write', ['1', '2', '3']],
  ],
  set: [
    ['read', [NOTHING]],
    ['add', ['1', '2', '3']],
  ],
  queue: [
    ['enqueue', ['1', '2', '3', '4', '5', '6']],
    ['dequeue', [NOTHING]],
  ],
  counter: [
    ['read', [NOTHING]],
    ['add', ['1', '2']],
  ],
  lock: [
    ['acquire', [NOTHING]],
    ['release', [NOTHING]],
  ],
};

const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  'register read': ['1', '2', '3', NOTHING],
  'key-value read': ['1', '2', '3', NOTHING],
  'set read': ['[]', '[1]', '[2]', '[3]', '[1,2]', '[1,3]', '[2,3]', '[1,2,3]'],
  'queue dequeue': ['1', '2', '3', '4', '5', '6', NOTHING],
  'counter read': ['0', '1', '2', '3', '4'],
};

const PROCESSES = ['a', 'b', 'c'] as const;

/** Of up to `most` operations by three clients, one after the other each; answers by chance. */
export function anyHistory(model: HistoryModel, most: number): fc.Arbitrary<readonly Operation[]> {
  const one = fc.record({
    process: fc.nat({ max: PROCESSES.length - 1 }),
    ask: fc.nat(),
    input: fc.nat(),
    answer: fc.nat(),
    end: fc.constantFrom('ok', 'ok', 'ok', 'ok', 'ok', 'unknown', 'fail'),
    /** Steps until the answer, and until its process asks again. */
    lasts: fc.integer({ min: 1, max: 12 }),
    rests: fc.integer({ min: 1, max: 6 }),
    key: fc.constantFrom('x', 'y'),
  });
  return fc.array(one, { minLength: 1, maxLength: most }).map((draws) => {
    const free = new Map<string, number>();
    const operations = draws.map((draw, index): Operation => {
      const [f, inputs] = ASKS[model][draw.ask % ASKS[model].length] ?? ['', []];
      const lives = draw.end === 'unknown' ? `${PROCESSES[draw.process]}${index}` : '';
      const process = lives === '' ? (PROCESSES[draw.process] ?? '') : lives;
      const from = (free.get(PROCESSES[draw.process] ?? '') ?? 0) + draw.rests + index / 100;
      const to = from + draw.lasts;
      free.set(PROCESSES[draw.process] ?? '', to);
      const answers = ANSWERS[`${model} ${f}`] ?? [NOTHING];
      return {
        ...{ process, f, from, where: 'h:1' },
        key: model === 'key-value' ? draw.key : undefined,
        input: inputs[draw.input % inputs.length] ?? NOTHING,
        output: draw.end === 'ok' ? (answers[draw.answer % answers.length] ?? NOTHING) : NOTHING,
        end: draw.end as Operation['end'],
        to: draw.end === 'unknown' ? Number.POSITIVE_INFINITY : to,
      };
    });
    return ranked(operations);
  });
}

/** Times become positions 0, 1, 2 …, all different. */
function ranked(operations: readonly Operation[]): readonly Operation[] {
  const events = operations
    .flatMap(({ from, to }, index) => [
      { index, isEnd: false, time: from },
      { index, isEnd: true, time: to },
    ])
    .filter(({ time }) => Number.isFinite(time))
    .toSorted((a, b) => a.time - b.time);
  const placeOf = (of: number, end: boolean): number =>
    events.findIndex(({ index, isEnd }) => index === of && isEnd === end);
  return operations
    .map((one, index) => ({
      ...one,
      from: placeOf(index, false),
      to: one.end === 'unknown' ? one.to : placeOf(index, true),
    }))
    .toSorted((a, b) => a.from - b.from);
}

export interface Made {
  readonly clients: number;
  readonly keys: number;
  /** One operation in that many has an unknown end; 0: none. */
  readonly lostEvery: number;
}

/** `chance()`: from 0 to below 1. */
export function realHistory(
  model: HistoryModel,
  count: number,
  { clients, keys, lostEvery }: Made,
  chance: () => number,
): readonly Operation[] {
  const draw = (below: number): number => Math.floor(chance() * below);
  const objects = Array.from({ length: keys }, () => REAL[model]());
  interface Busy {
    readonly process: string;
    readonly f: string;
    readonly input: string;
    readonly key: number;
    readonly from: number;
    answer?: string;
    done: boolean;
  }
  const busy = new Map<number, Busy>();
  const lives = new Map<number, number>();
  const made: Operation[] = [];
  let clock = 0;
  let asked = 0;
  const close = (client: number, one: Busy, isLost: boolean): void => {
    const { process, f, input, from } = one;
    const key = model === 'key-value' ? `k${one.key}` : undefined;
    made.push({
      ...{ process, f, key, input, from, where: 'h:1' },
      output: isLost ? NOTHING : (one.answer ?? NOTHING),
      end: isLost ? 'unknown' : 'ok',
      to: isLost ? Number.POSITIVE_INFINITY : clock++,
    });
    busy.delete(client);
    if (isLost) {
      lives.set(client, (lives.get(client) ?? 0) + 1);
    }
  };
  while (asked < count || busy.size > 0) {
    const client = draw(clients);
    const one = busy.get(client);
    if (one === undefined && asked < count) {
      const [f, inputs] = ASKS[model][draw(ASKS[model].length)] ?? ['', []];
      const value = model === 'queue' || model === 'set' ? String(asked) : String(draw(1000));
      const input = f === 'read' || f === 'dequeue' || f === 'delete' ? NOTHING : value;
      const fresh = { f, input: f === 'cas' ? (inputs[draw(3)] ?? '') : input, done: false };
      const process = `c${client}.${lives.get(client) ?? 0}`;
      asked += 1;
      busy.set(client, { ...fresh, process, key: draw(keys), from: clock++ });
    } else if (one !== undefined && !one.done && chance() < 0.7) {
      const answer = objects[one.key]?.apply(one.f, one.input, one.process);
      one.done = answer !== undefined;
      if (answer === undefined) {
        busy.delete(client);
      } else {
        one.answer = answer;
      }
    } else if (one !== undefined) {
      const isLost = lostEvery > 0 && draw(lostEvery) === 0;
      if (one.done || isLost) {
        close(client, one, isLost);
      }
    }
  }
  return made.toSorted((a, b) => a.from - b.from);
}
