/** Which operations a model has, and what their values are: what is no history of the model. */

import type { HistoryModel } from '../model/spec.ts';
import { SET_FUNCTIONS } from './grow-set.ts';
import type { Operation } from './operation.ts';
import { casOf, REGISTER_FUNCTIONS } from './register.ts';
import { addedBy, COUNTER_FUNCTIONS, LOCK_FUNCTIONS, QUEUE_FUNCTIONS } from './small-models.ts';

const FUNCTIONS: Readonly<Record<HistoryModel, readonly string[]>> = {
  register: REGISTER_FUNCTIONS,
  'key-value': REGISTER_FUNCTIONS,
  set: SET_FUNCTIONS,
  queue: QUEUE_FUNCTIONS,
  counter: COUNTER_FUNCTIONS,
  lock: LOCK_FUNCTIONS,
};

function problemOf(operation: Operation, model: HistoryModel): string | undefined {
  const { f, key, end, output } = operation;
  const functions = FUNCTIONS[model];
  if (!functions.includes(f)) {
    return `a ${model} has ${functions.join(', ')}, and no "${f}"`;
  }
  if (model === 'key-value' && key === undefined) {
    return 'a key-value operation needs a "key"';
  }
  if (f === 'cas' && casOf(operation) === undefined) {
    return 'the value of a cas is a list of two: the expected value and the new one';
  }
  if (model === 'counter' && f === 'add' && !Number.isFinite(addedBy(operation))) {
    return 'a counter adds a number';
  }
  if (model === 'set' && f === 'read' && end === 'ok' && !Array.isArray(JSON.parse(output))) {
    return 'a read of a set answers with the list of its elements';
  }
  return undefined;
}

/** The first operation that the model does not know; undefined when it knows all. */
export function firstStranger(
  operations: readonly Operation[],
  model: HistoryModel,
): { readonly where: string; readonly problem: string } | undefined {
  for (const operation of operations) {
    const problem = problemOf(operation, model);
    if (problem !== undefined) {
      return { where: operation.where, problem };
    }
  }
  return undefined;
}
