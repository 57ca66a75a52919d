/**
 * A first-in-first-out queue whose values are enqueued once each: four patterns tell whether it can
 * be one, without trying any order. Dequeues of unknown end are taken to have had the oldest of
 * what nobody else has; where that explains nothing, this cannot tell.
 *
 * Cost: n log n.
 * Source: Henzinger, Sezgin, Vafeiadis, Aspect-oriented linearizability proofs, CONCUR 2013: fresh
 *         value, repeated value, order, and an empty answer of a queue that never was.
 */
import { NOTHING, type Operation, precedes } from './operation.ts';
import type { Broken } from './outcome.ts';

interface Item {
  readonly enqueue: Operation;
  /** Absent: it was never taken out. */
  readonly dequeue: Operation | undefined;
}

const isDequeue = ({ f }: Operation): boolean => f === 'dequeue';

function valueBroken(
  dequeue: Operation,
  enqueue: Operation | undefined,
  earlier: Operation | undefined,
): Broken | undefined {
  const { process, output } = dequeue;
  if (enqueue === undefined) {
    const reason = `${process} dequeued ${output}, which nobody has enqueued`;
    return { reason, culprits: [dequeue] };
  }
  if (earlier !== undefined) {
    const reason = `${output} was dequeued twice, by ${earlier.process} and by ${process}`;
    return { reason, culprits: [earlier, dequeue] };
  }
  if (precedes(dequeue, enqueue)) {
    const reason = `${process} dequeued ${output} before ${enqueue.process} enqueued it`;
    return { reason, culprits: [dequeue, enqueue] };
  }
  return undefined;
}

/** An item that was enqueued after another one, and was out before that was asked for. */
function orderBroken(items: readonly Item[]): Broken | undefined {
  const taken = items
    .filter(({ dequeue }) => dequeue !== undefined)
    .toSorted((a, b) => a.enqueue.from - b.enqueue.from);
  /** Of each place on, the item that was out first. */
  const firstOut: Item[] = [];
  for (let at = taken.length - 1; at >= 0; at -= 1) {
    const item = taken[at] as Item;
    const best = firstOut[at + 1];
    const isFirst = (item.dequeue?.to ?? 0) < (best?.dequeue?.to ?? Number.POSITIVE_INFINITY);
    firstOut[at] = isFirst || best === undefined ? item : best;
  }
  for (const { enqueue, dequeue } of items) {
    let [low, high] = [0, taken.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const isLater = precedes(enqueue, taken[middle]?.enqueue ?? enqueue);
      [low, high] = isLater ? [low, middle] : [middle + 1, high];
    }
    const other = firstOut[low];
    const out = other?.dequeue;
    if (other === undefined || out === undefined) {
      continue;
    }
    if (dequeue === undefined || precedes(out, dequeue)) {
      const fate = dequeue === undefined ? 'never came out' : 'came out later';
      const reason =
        `${enqueue.input} was enqueued before ${other.enqueue.input}, which ${out.process} ` +
        `dequeued, and ${fate}`;
      const rest = dequeue === undefined ? [] : [dequeue];
      return { reason, culprits: [enqueue, other.enqueue, out, ...rest] };
    }
  }
  return undefined;
}

/** A dequeue that found nothing, while at every moment of it something was there. */
function emptyBroken(
  items: readonly Item[],
  empties: readonly Operation[],
  size: number,
): Broken | undefined {
  if (empties.length === 0) {
    return undefined;
  }
  const change = new Int32Array(size + 2);
  const end = size + 1;
  for (const { enqueue, dequeue } of items) {
    const [from, to] = [Math.min(enqueue.to, end), Math.min(dequeue?.from ?? end, end)];
    if (from < to) {
      change[from] = (change[from] ?? 0) + 1;
      change[to] = (change[to] ?? 0) - 1;
    }
  }
  /** Moments before a position at which nothing need have been there. */
  const free = new Int32Array(size + 2);
  let covers = 0;
  for (let at = 0; at <= size; at += 1) {
    covers += change[at] ?? 0;
    free[at + 1] = (free[at] ?? 0) + (covers === 0 ? 1 : 0);
  }
  const wrong = empties.find(({ from, to }) => free[from] === free[to]);
  if (wrong === undefined) {
    return undefined;
  }
  const there = items.find(
    ({ enqueue, dequeue }) =>
      precedes(enqueue, wrong) && (dequeue === undefined || dequeue.to > wrong.from),
  );
  const what = there === undefined ? 'something' : there.enqueue.input;
  const reason = `${wrong.process} found the queue empty while ${what} was in it`;
  return { reason, culprits: there === undefined ? [wrong] : [there.enqueue, wrong] };
}

/** Why no queue could have answered so; undefined when one could. */
function patternsBroken(operations: readonly Operation[]): Broken | undefined {
  const enqueues = new Map<string, Operation>();
  const dequeues = new Map<string, Operation>();
  const empties: Operation[] = [];
  for (const operation of operations.filter(({ end }) => end !== 'fail')) {
    if (!isDequeue(operation)) {
      enqueues.set(operation.input, operation);
    } else if (operation.output === NOTHING) {
      empties.push(operation);
    }
  }
  for (const dequeue of operations.filter((one) => isDequeue(one) && one.end === 'ok')) {
    const { output } = dequeue;
    if (output !== NOTHING) {
      const broken = valueBroken(dequeue, enqueues.get(output), dequeues.get(output));
      if (broken !== undefined) {
        return broken;
      }
      dequeues.set(output, dequeue);
    }
  }
  const items = [...enqueues.values()]
    .map((enqueue): Item => ({ enqueue, dequeue: dequeues.get(enqueue.input) }))
    .filter(({ enqueue, dequeue }) => enqueue.end === 'ok' || dequeue !== undefined);
  const size = Math.max(
    0,
    ...operations.flatMap(({ from, to }) => (to === Number.POSITIVE_INFINITY ? [from] : [to])),
  );
  return orderBroken(items) ?? emptyBroken(items, empties, size);
}

/**
 * The same history, its lost dequeues having had the oldest that are left, each as late as it
 * takes: that breaks no pattern that would not be broken without.
 */
const completed = (
  answered: readonly Operation[],
  lost: readonly Operation[],
  left: readonly Operation[],
): readonly Operation[] => [
  ...answered,
  ...lost.slice(0, left.length).map((dequeue, index): Operation => {
    return { ...dequeue, end: 'ok', output: left[index]?.input ?? NOTHING };
  }),
];

/** `unknown`: these patterns cannot tell. */
export type FifoAnswer = Broken | 'held' | 'unknown';

/** Whether one queue could have answered so, and if not, why. */
export function fifoAnswer(operations: readonly Operation[]): FifoAnswer {
  const enqueues = operations.filter((one) => !isDequeue(one) && one.end !== 'fail');
  if (new Set(enqueues.map(({ input }) => input)).size < enqueues.length) {
    return 'unknown';
  }
  const lost = operations.filter((one) => isDequeue(one) && one.end === 'unknown');
  const answered = operations.filter((one) => !lost.includes(one));
  if (lost.length === 0) {
    return patternsBroken(answered) ?? 'held';
  }
  const dequeued = new Set(answered.filter(isDequeue).map(({ output }) => output));
  const isTold = (one: Operation): boolean =>
    isDequeue(one) ? one.output !== NOTHING : dequeued.has(one.input);
  const broken = patternsBroken(answered.filter(isTold));
  if (broken !== undefined) {
    return broken;
  }
  const left = enqueues
    .filter(({ end, input }) => end === 'ok' && !dequeued.has(input))
    .toSorted((a, b) => a.to - b.to);
  return patternsBroken(completed(answered, lost, left)) === undefined ? 'held' : 'unknown';
}
