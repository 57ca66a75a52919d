/**
 * A set that only grows: add, and read of the whole. Its order is told without trying any: reads
 * stand by what they saw, and each element was added between the last read that lacks it and the
 * first that has it. What is over in real time must not come after what begins later.
 *
 * Cost: n log n comparisons of reads, and each element of each read once.
 */
import { type Operation, operationWords, precedes, valueText } from './operation.ts';
import type { Broken } from './outcome.ts';

export const SET_FUNCTIONS = ['add', 'read'] as const;

interface Read {
  readonly operation: Operation;
  readonly elements: ReadonlySet<string>;
}

const elementsOf = ({ output }: Operation): ReadonlySet<string> =>
  new Set((JSON.parse(output) as readonly unknown[]).map(valueText));

/** What begins last of all that stands before some place in the order. */
class Latest {
  #operation: Operation | undefined;

  add(operation: Operation | undefined): void {
    if (operation !== undefined && operation.from > (this.#operation?.from ?? -1)) {
      this.#operation = operation;
    }
  }

  /** What is over before that begins cannot stand here. */
  refuses(operation: Operation): Operation | undefined {
    const latest = this.#operation;
    return latest !== undefined && precedes(operation, latest) ? latest : undefined;
  }
}

const short = (operation: Operation): string => {
  const words = operationWords(operation);
  return words.length > 80 ? `${words.slice(0, 80)}…` : words;
};

function orderBroken(over: Operation, later: Operation, element: string | undefined): Broken {
  const reason =
    over.f === 'add' && later.f === 'read'
      ? `${over.input} is lost: ${over.process} was told that it is added, and a later read of ` +
        `${later.process} lacks it`
      : over.f === 'read' && later.f === 'read'
        ? `a read of ${over.process} saw more than a later one of ${later.process}` +
          (element === undefined ? '' : `, which lacks ${element}`)
        : `${short(over)} was over before ${short(later)} began, and must come after it`;
  return { reason, culprits: [over, later] };
}

const lacking = (all: ReadonlySet<string>, some: ReadonlySet<string>): string | undefined =>
  [...all].find((element) => !some.has(element));

/** By what they saw; equal ones by time. Undefined: all well. */
function chainBroken(reads: readonly Read[]): Broken | undefined {
  for (const [index, { operation, elements }] of reads.entries()) {
    const before = reads[index - 1];
    const missing = before && lacking(before.elements, elements);
    if (before !== undefined && missing !== undefined) {
      const other = lacking(elements, before.elements);
      const reason =
        `${before.operation.process} read ${missing} without ${other}, and ` +
        `${operation.process} read ${other} without ${missing}`;
      return { reason, culprits: [before.operation, operation] };
    }
  }
  return undefined;
}

/** Adds whose element is first seen at the same read, or never. */
function addsBroken(
  fresh: readonly string[],
  adds: ReadonlyMap<string, readonly Operation[]>,
  latest: Latest,
): Broken | undefined {
  const tried = fresh.map((element) => adds.get(element) ?? []);
  for (const add of tried.flat()) {
    const later = latest.refuses(add);
    if (later !== undefined) {
      return orderBroken(add, later, undefined);
    }
  }
  for (const [first] of tried) {
    latest.add(first);
  }
  return undefined;
}

/** Why the reads cannot be of one set; undefined when they can. */
export function setBroken(operations: readonly Operation[]): Broken | undefined {
  const adds = new Map<string, Operation[]>();
  for (const add of operations.filter(({ f, end }) => f === 'add' && end !== 'fail')) {
    adds.set(add.input, [...(adds.get(add.input) ?? []), add]);
  }
  const reads = operations
    .filter(({ f, end }) => f === 'read' && end === 'ok')
    .map((operation): Read => ({ operation, elements: elementsOf(operation) }))
    .toSorted((a, b) => a.elements.size - b.elements.size || a.operation.from - b.operation.from);
  const chain = chainBroken(reads);
  const seen = new Set<string>();
  const latest = new Latest();
  for (const { operation, elements } of chain === undefined ? reads : []) {
    const fresh = [...elements].filter((element) => !seen.has(element));
    const stranger = fresh.find((element) => !adds.has(element));
    if (stranger !== undefined) {
      const reason = `${operation.process} read ${stranger}, which nobody has added`;
      return { reason, culprits: [operation] };
    }
    const broken = addsBroken(fresh, adds, latest);
    if (broken !== undefined) {
      return broken;
    }
    const later = latest.refuses(operation);
    if (later !== undefined) {
      const missing = later.f === 'read' ? lacking(elements, elementsOf(later)) : undefined;
      return orderBroken(operation, later, missing);
    }
    latest.add(operation);
    for (const element of fresh) {
      seen.add(element);
    }
  }
  const unseen = [...adds.keys()].filter((element) => !seen.has(element));
  return chain ?? addsBroken(unseen, adds, latest);
}
