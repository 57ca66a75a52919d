/**
 * The door of the room: a history and a model → what can be said of it. Objects with different keys
 * have nothing to do with each other, so each is looked at alone.
 *
 * Source: Herlihy and Wing, Linearizability, TOPLAS 1990: a history is linearizable when that of
 *         each of its objects is.
 */

import type { HistoryModel } from '../model/spec.ts';
import { fifoAnswer } from './fifo.ts';
import { setBroken } from './grow-set.ts';
import { type HistoryFile, readHistory } from './history.ts';
import { type IsOver, linearize, type Order } from './linearize.ts';
import type { Model } from './model.ts';
import { type Operation, operationWords } from './operation.ts';
import type { Broken, CheckOutcome } from './outcome.ts';
import { pictureOf } from './picture.ts';
import { registerModel } from './register.ts';
import { firstStranger } from './shapes.ts';
import { COUNTER, LOCK, QUEUE } from './small-models.ts';

export interface CheckOptions {
  readonly model: HistoryModel;
  /** Value of registers and counters before anything was done, as a text of JSON. */
  readonly initial?: string;
  readonly isOver: IsOver;
}

const modelOf = ({ model, initial }: CheckOptions): Model => {
  switch (model) {
    case 'counter':
      return initial === undefined ? COUNTER : { ...COUNTER, initial };
    case 'lock':
      return LOCK;
    case 'queue':
      return QUEUE;
    default:
      return registerModel(initial);
  }
};

const REASON_STATES = ' or ';

function brokenBy(order: Order & { kind: 'none' }, model: Model): Broken {
  const { stuck, states } = order;
  const key = stuck.key;
  const [first = '', ...others] = states.map((state) => model.stateWords(state, key));
  const prefix = states[0] === undefined ? 0 : first.length - states[0].length;
  const more = others.map((words) => words.slice(prefix)).join(REASON_STATES);
  const was = more === '' ? first : `${first}${REASON_STATES}${more}`;
  return { reason: `${operationWords(stuck)}, but ${was} then`, culprits: [stuck] };
}

/** Of one object. */
function checkObject(operations: readonly Operation[], options: CheckOptions): CheckOutcome {
  const held: CheckOutcome = { kind: 'held', operations: operations.length };
  const violated = ({ reason, culprits }: Broken, order: readonly Operation[]): CheckOutcome => {
    const picture = pictureOf(operations, { reason, culprits, order, model: options.model });
    return { kind: 'violated', reason, picture };
  };
  if (options.model === 'set') {
    const broken = setBroken(operations);
    return broken === undefined ? held : violated(broken, []);
  }
  const answer = options.model === 'queue' ? fifoAnswer(operations) : 'unknown';
  if (answer !== 'unknown') {
    return answer === 'held' ? held : violated(answer, []);
  }
  const model = modelOf(options);
  const order = linearize(operations, model, options.isOver);
  switch (order.kind) {
    case 'found':
      return held;
    case 'none':
      return violated(brokenBy(order, model), order.order);
    case 'unknown': {
      const of = operations[0]?.key === undefined ? 'the history' : `key ${operations[0].key}`;
      const reason = `cannot tell whether ${of} is that of a ${options.model}: ${order.reason}`;
      return { kind: 'inconclusive', reason };
    }
  }
}

function byKey(operations: readonly Operation[]): readonly (readonly Operation[])[] {
  const groups = new Map<string | undefined, Operation[]>();
  for (const operation of operations) {
    const group = groups.get(operation.key) ?? [];
    groups.set(operation.key, group);
    group.push(operation);
  }
  return [...groups.values()];
}

const RANK: readonly CheckOutcome['kind'][] = ['violated', 'inconclusive', 'held'];

/** Violated before inconclusive before held; the first violation is the answer. */
export function checkOperations(
  operations: readonly Operation[],
  options: CheckOptions,
): CheckOutcome {
  const stranger = firstStranger(operations, options.model);
  if (stranger !== undefined) {
    return { kind: 'malformed', ...stranger };
  }
  if (operations.every(({ end }) => end !== 'ok')) {
    return { kind: 'vacuous', reason: 'no operation of the history was answered' };
  }
  let worst: CheckOutcome = { kind: 'held', operations: operations.length };
  for (const object of byKey(operations)) {
    const outcome = checkObject(object, options);
    if (outcome.kind === 'violated') {
      return outcome;
    }
    if (RANK.indexOf(outcome.kind) < RANK.indexOf(worst.kind)) {
      worst = outcome;
    }
  }
  return worst;
}

/** Of files, merged. */
export function checkHistory(files: readonly HistoryFile[], options: CheckOptions): CheckOutcome {
  const history = readHistory(files);
  return history.kind === 'malformed' ? history : checkOperations(history.operations, options);
}
