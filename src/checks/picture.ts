/** The part of a history around what no order explains, as data to be drawn. */
import { type Operation, operationWords } from './operation.ts';
import type { HistoryPicture, PictureOperation } from './outcome.ts';

/** Operations before and after the first that shows it. */
const BEFORE_MAX = 20;
const AFTER_MAX = 10;

export interface Seen {
  readonly model: string;
  readonly reason: string;
  readonly culprits: readonly Operation[];
  /** The longest order that there is. */
  readonly order: readonly Operation[];
}

/** `operations`: all of one object, by invocation. The culprits are always among those shown. */
export function pictureOf(operations: readonly Operation[], seen: Seen): HistoryPicture {
  const { model, reason, culprits, order } = seen;
  const places = new Map(order.map((operation, index) => [operation, index + 1]));
  const last = Math.max(0, ...culprits.map((culprit) => operations.indexOf(culprit)));
  const [from, to] = [last - BEFORE_MAX, last + AFTER_MAX];
  const shown = operations.filter(
    (operation, index) => (index >= from && index <= to) || culprits.includes(operation),
  );
  const key = operations[0]?.key;
  const drawn = shown.map((operation): PictureOperation => {
    const { process, end } = operation;
    const place = places.get(operation);
    return {
      process,
      words: operationWords(operation).slice(process.length + 1),
      from: operation.from,
      ...(end === 'unknown' ? {} : { to: operation.to }),
      ...(end === 'fail' && { failed: true as const }),
      ...(place !== undefined && { place }),
      ...(culprits.includes(operation) && { culprit: true as const }),
    };
  });
  const after = Math.max(0, operations.length - 1 - to);
  return {
    title: key === undefined ? model : `${model}, key ${key}`,
    reason,
    operations: drawn,
    before: operations.length - after - shown.length,
    after,
  };
}
