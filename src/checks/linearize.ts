/**
 * Is there an order of the operations, each somewhere between its invocation and its answer, in
 * which the object could have answered so? The search is Wing and Gong's, with Lowe's memory of
 * what was tried: each pair of what is done already and the state that it left, once.
 *
 * Cost: linear in operations for histories of few clients at a time that are right and have few
 *       unknown ends; exponential in how many overlap otherwise, so there is a limit.
 * Source: Wing and Gong, Testing and verifying concurrent objects, JPDC 1993; Lowe, Testing for
 *         linearizability, CCPE 2017.
 */
import type { Model } from './model.ts';
import type { Operation } from './operation.ts';
import { createTimeline, type Timeline } from './timeline.ts';

/** True when time is up. Asked now and then. */
export type IsOver = () => boolean;

export type Order =
  | { readonly kind: 'found'; readonly order: readonly Operation[] }
  /**
   * The longest beginning of an order that there is, the operation that had to come next and could
   * not, and the states that the object was in then, as far as they were seen.
   */
  | {
      readonly kind: 'none';
      readonly order: readonly Operation[];
      readonly stuck: Operation;
      readonly states: readonly string[];
    }
  | { readonly kind: 'unknown'; readonly reason: string };

const STEPS_A_LOOK = 4096;
const MEMORY_MAX = 4_000_000;
const STATES_MAX = 4;

/** The best that was reached: how many answers it explains, and where it ended. */
class Best {
  #count = -1;
  #order: readonly Operation[] = [];
  #stuck: Operation | undefined;
  readonly #states = new Set<string>();

  note(count: number, order: () => readonly Operation[], stuck: Operation, state: string): void {
    if (count > this.#count) {
      this.#count = count;
      this.#order = order();
      this.#stuck = stuck;
      this.#states.clear();
    }
    if (count === this.#count && stuck === this.#stuck && this.#states.size < STATES_MAX) {
      this.#states.add(state);
    }
  }

  get order(): Order {
    return this.#stuck === undefined
      ? { kind: 'unknown', reason: 'nothing was tried' }
      : { kind: 'none', order: this.#order, stuck: this.#stuck, states: [...this.#states] };
  }
}

/** What the object is, and whether somebody must see it now: see `Model.shows`. */
interface Situation {
  readonly state: string;
  readonly unseen: boolean;
}

interface Frame {
  readonly operation: Operation;
  readonly before: Situation;
}

/** Undefined where the operation cannot come next. */
function after(
  { state, unseen }: Situation,
  operation: Operation,
  model: Model,
): Situation | undefined {
  if (unseen && model.shows?.(operation, state) !== true) {
    return undefined;
  }
  const next = model.step(state, operation);
  const isFresh = operation.end === 'unknown' && model.shows !== undefined;
  return next === undefined ? undefined : { state: next, unseen: isFresh };
}

/** Goes on from the timeline's next candidate until an order is whole or none is left. */
function search(timeline: Timeline, model: Model, isOver: IsOver): Order {
  const tried = new Set<string>();
  const frames: Frame[] = [];
  const best = new Best();
  let now: Situation = { state: model.initial, unseen: false };
  for (let steps = 1; timeline.answersLeft > 0; steps += 1) {
    if (steps % STEPS_A_LOOK === 0 && isOver()) {
      return { kind: 'unknown', reason: 'its time was up' };
    }
    const operation = timeline.candidate();
    if (operation !== undefined) {
      const next = after(now, operation, model);
      if (next !== undefined) {
        timeline.take();
        const key = `${timeline.key()}${next.unseen ? '!' : ' '}${next.state}`;
        if (!tried.has(key)) {
          tried.add(key);
          frames.push({ operation, before: now });
          now = next;
          continue;
        }
        timeline.giveBack();
      }
      timeline.skip();
      continue;
    }
    const order = (): readonly Operation[] => frames.map((frame) => frame.operation);
    best.note(timeline.answersTaken, order, timeline.firstAnswered(), now.state);
    const last = frames.pop();
    if (last === undefined) {
      return best.order;
    }
    if (tried.size > MEMORY_MAX) {
      return { kind: 'unknown', reason: `${MEMORY_MAX} states were not enough` };
    }
    now = last.before;
    timeline.giveBack();
    timeline.skip();
  }
  return { kind: 'found', order: frames.map(({ operation }) => operation) };
}

/** Of one object. Operations that failed do not count; those of unknown end may be left out. */
export function linearize(all: readonly Operation[], model: Model, isOver: IsOver): Order {
  const operations = all.filter(({ end }) => end !== 'fail');
  const kept = operations.filter(
    (operation) => operation.end === 'ok' || model.matters(operation, operations),
  );
  return search(createTimeline(kept, model.sameness), model, isOver);
}
