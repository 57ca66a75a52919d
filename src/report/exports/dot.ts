/**
 * The run as a graph for Graphviz: an event a vertex, a node of the system a cluster. Text only.
 */
import type { MessageId, Trace, TraceEvent } from '../../model/trace.ts';
import { escapeLine } from '../escape.ts';
import { messageNames } from '../trace-names.ts';

/** A DOT string; in labels a backslash would begin an escape of its own. */
export function dotString(text: string): string {
  return `"${escapeLine(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

const nameOf = (event: number): string => `e${event}`;

function vertex({ id, call, phase, process, thread }: TraceEvent): string {
  const label = `${call}${phase === 'entry' ? '↓' : '↑'} ${process}.${thread} #${id}`;
  return `    ${nameOf(id)} [label=${dotString(label)}];`;
}

/**
 * Program order inside each thread, and the edges between; edges that carry a message name it.
 * Events that have neither are left out.
 */
export function dotText(trace: Trace, support: ReadonlySet<MessageId>): string {
  const names = messageNames(trace);
  const messageOf = new Map(
    trace.messages.flatMap((message) =>
      message.received.map((event) => [`${message.sent} ${event}`, message] as const),
    ),
  );
  const used = new Set<number>();
  for (const { from, to } of trace.edges) {
    used.add(from).add(to);
  }
  for (const { sent } of trace.messages) {
    used.add(sent);
  }
  const lines = ['digraph run {', '  rankdir=TB;', '  node [shape=box, fontsize=10, height=0.2];'];
  lines.push(`  label=${dotString(trace.spec)};`);
  const events = [...used].sort((a, b) => a - b).flatMap((id) => trace.events.at(id) ?? []);
  for (const [index, node] of [...new Set(events.map((event) => event.node))].entries()) {
    const own = events.filter((event) => event.node === node);
    lines.push(`  subgraph cluster_${index} {`, `    label=${dotString(node)};`);
    lines.push(...own.map(vertex), '  }');
  }
  const last = new Map<string, number>();
  for (const { id, node, process, thread } of events) {
    const key = `${process}.${thread} ${node}`;
    const before = last.get(key);
    if (before !== undefined) {
      lines.push(`  ${nameOf(before)} -> ${nameOf(id)} [style=dotted, arrowhead=none, weight=10];`);
    }
    last.set(key, id);
  }
  for (const { from, to, kind } of trace.edges) {
    const message = messageOf.get(`${from} ${to}`);
    const label = message === undefined ? kind : (names.get(message.id)?.short ?? kind);
    const isBold = message !== undefined && support.has(message.id);
    const bold = isBold ? ', style=bold, color="#0b57b3"' : '';
    lines.push(
      `  ${nameOf(from)} -> ${nameOf(to)} [label=${dotString(label)}, fontsize=9${bold}];`,
    );
  }
  for (const message of trace.messages.filter(({ withheld }) => withheld)) {
    const lost = `lost${message.id}`;
    const label = dotString(names.get(message.id)?.short ?? '');
    lines.push(`  ${lost} [label="✗", shape=plaintext, fontcolor="#c81e2b"];`);
    lines.push(
      `  ${nameOf(message.sent)} -> ${lost} [label=${label}, fontsize=9, color="#c81e2b"];`,
    );
  }
  return `${[...lines, '}'].join('\n')}\n`;
}
