/**
 * Two runs beside each other: which faults, what was read in one only, and what was sent after
 * another message had been heard. Names are those of the fault language. Knows no files.
 */
import { faultText } from '../faults/text.ts';
import { messageGraph } from '../lineage/message-graph.ts';
import type { Fault } from '../model/fault.ts';
import type { Trace } from '../model/trace.ts';
import { differenceOf } from './difference.ts';
import { escapeLine } from './escape.ts';
import { type Palette, PLAIN } from './palette.ts';
import { countText } from './quantity.ts';
import { messageNames } from './trace-names.ts';

export interface Side {
  /** What the reader calls it. */
  readonly name: string;
  /** `finding 1a2b in mailbox: entry 1 is lost`. */
  readonly about: string;
  readonly faults: readonly Fault[];
  /** Absent: its run is not recorded. */
  readonly trace?: Trace;
}

/** Messages that were read in both runs, and heard by the sender before `message` in one only. */
export interface OrderChange {
  readonly message: string;
  readonly onlyA: readonly string[];
  readonly onlyB: readonly string[];
}

export interface Comparison {
  readonly faults: {
    readonly onlyA: readonly string[];
    readonly onlyB: readonly string[];
    readonly both: readonly string[];
  };
  /** Read during the workload, in one only; absent: one of the runs is not recorded. */
  readonly messages?: { readonly onlyA: readonly string[]; readonly onlyB: readonly string[] };
  readonly order?: readonly OrderChange[];
}

/** By name of a workload message: names of what its sender heard or sent just before. */
function predecessors(trace: Trace): ReadonlyMap<string, ReadonlySet<string>> {
  const names = messageNames(trace);
  const nameOf = (id: number): string => names.get(id)?.full ?? '';
  const { graph } = messageGraph(trace);
  return new Map(
    graph.nodes().map((vertex) => {
      const before = (graph.predecessors(vertex) ?? []).map((one) => nameOf(Number(one.slice(1))));
      return [nameOf(Number(vertex.slice(1))), new Set(before)];
    }),
  );
}

const without = (all: Iterable<string>, others: { has(one: string): boolean }): string[] =>
  [...all].filter((one) => !others.has(one));

const NONE: ReadonlySet<string> = new Set();

function orderChanges(a: Trace, b: Trace): readonly OrderChange[] {
  const [inA, inB] = [predecessors(a), predecessors(b)];
  const common = (names: Iterable<string>): readonly string[] =>
    [...names].filter((name) => inA.has(name) && inB.has(name));
  return common(inA.keys()).flatMap((message) => {
    const [beforeA, beforeB] = [inA.get(message) ?? NONE, inB.get(message) ?? NONE];
    const onlyA = without(common(beforeA), beforeB);
    const onlyB = without(common(beforeB), beforeA);
    return onlyA.length + onlyB.length === 0 ? [] : [{ message, onlyA, onlyB }];
  });
}

/** Cost: linear in messages and the edges between them. */
export function compareRuns(a: Side, b: Side): Comparison {
  const [inA, inB] = [new Set(a.faults.map(faultText)), new Set(b.faults.map(faultText))];
  const faults = {
    onlyA: without(inA, inB),
    onlyB: without(inB, inA),
    both: [...inA].filter((fault) => inB.has(fault)),
  };
  if (a.trace === undefined || b.trace === undefined) {
    return { faults };
  }
  const { missing, extra } = differenceOf(a.trace, b.trace);
  const messages = { onlyA: missing, onlyB: extra };
  return { faults, messages, order: orderChanges(a.trace, b.trace) };
}

/** Nothing is in one only; runs that are not recorded cannot be told apart. */
export function isAlike({ faults, messages, order = [] }: Comparison): boolean {
  const inOne = [faults, ...(messages === undefined ? [] : [messages])];
  return order.length === 0 && inOne.every(({ onlyA, onlyB }) => onlyA.length + onlyB.length === 0);
}

function markedLines(
  { onlyA, onlyB }: { readonly onlyA: readonly string[]; readonly onlyB: readonly string[] },
  both: readonly string[],
  palette: Palette,
): readonly string[] {
  return [
    ...both.map((one) => `    ${escapeLine(one)}`),
    ...onlyA.map((one) => palette.bad(`  − ${escapeLine(one)}`)),
    ...onlyB.map((one) => palette.good(`  + ${escapeLine(one)}`)),
  ];
}

function messageLines(
  { messages, order = [] }: Comparison,
  [a, b]: readonly [Side, Side],
  palette: Palette,
): readonly string[] {
  if (messages === undefined) {
    const [bare] = [a, b].filter(({ trace }) => trace === undefined);
    return [`Messages cannot be compared: the run of ${escapeLine(bare?.name ?? '')} is not there`];
  }
  const lines = markedLines(messages, [], palette);
  const read = lines.length === 0 ? ['  the same in both'] : lines;
  const changes = order.flatMap(({ message, ...only }) => [
    `  ${escapeLine(message)} was sent after`,
    ...markedLines(only, [], palette).map((line) => `  ${line}`),
  ]);
  return [
    palette.strong('Read during the workload'),
    ...read,
    ...(changes.length === 0 ? [] : [palette.strong('Order'), ...changes]),
  ];
}

/** Shape: lines that end in a line feed. `−`: in a only; `+`: in b only. */
export function renderComparison(
  sides: readonly [Side, Side],
  found: Comparison,
  palette: Palette = PLAIN,
): string {
  const [a, b] = sides;
  const { faults } = found;
  const lines = [
    `${palette.bad('−')} ${escapeLine(a.name)}: ${escapeLine(a.about)}`,
    `${palette.good('+')} ${escapeLine(b.name)}: ${escapeLine(b.about)}`,
    palette.strong(
      `Faults (${countText(faults.both.length, 'fault')} in both, ` +
        `${faults.onlyA.length} and ${faults.onlyB.length} in one only)`,
    ),
    ...markedLines(faults, faults.both, palette),
    ...messageLines(found, sides, palette),
  ];
  return `${lines.join('\n')}\n`;
}
