/** The run as a ShiViz log: two lines an event, with the vector clock of its node. Text only. */
import type { NodeName, Trace } from '../../model/trace.ts';
import { escapeLine } from '../escape.ts';
import { messageNames } from '../trace-names.ts';

/** What to paste into ShiViz as "log parsing regular expression". */
export const SHIVIZ_REGEX = '(?<host>\\S*) (?<clock>{.*})\\n(?<event>.*)';

/** A host in ShiViz is one word. */
const hostOf = (node: NodeName): string => escapeLine(node).replaceAll(/\s/g, '_');

/**
 * Clocks are by node, because ShiViz draws a line a node and orders all that is on it.
 *
 * Cost: O(events · nodes).
 */
export function shivizText(trace: Trace): string {
  const names = messageNames(trace);
  const told = new Map<number, string[]>();
  const note = (event: number, text: string): void => {
    told.set(event, [...(told.get(event) ?? []), text]);
  };
  for (const message of trace.messages) {
    const name = names.get(message.id)?.full ?? '';
    note(message.sent, `${message.withheld ? 'withheld' : 'send'} ${name}`);
    for (const event of message.received) {
      note(event, `receive ${name}`);
    }
  }
  const clocks = new Map<NodeName, Map<NodeName, number>>();
  const parents = new Map<number, number[]>();
  for (const { from, to } of trace.edges) {
    parents.set(to, [...(parents.get(to) ?? []), from]);
  }
  const asked = new Set([...parents.values()].flat());
  const at = new Map<number, ReadonlyMap<NodeName, number>>();
  const lines: string[] = [];
  for (const { id, node, call, phase } of trace.events) {
    const clock = clocks.get(node) ?? new Map<NodeName, number>();
    clocks.set(node, clock);
    for (const parent of parents.get(id) ?? []) {
      for (const [other, count] of at.get(parent) ?? []) {
        clock.set(other, Math.max(count, clock.get(other) ?? 0));
      }
    }
    clock.set(node, (clock.get(node) ?? 0) + 1);
    if (asked.has(id)) {
      at.set(id, new Map(clock));
    }
    const text = told.get(id)?.join('; ') ?? `${call} ${phase}`;
    const shown = [...clock].map(([other, count]) => [hostOf(other), count] as const);
    lines.push(`${hostOf(node)} ${JSON.stringify(Object.fromEntries(shown))}`, text);
  }
  return `${lines.join('\n')}\n`;
}
