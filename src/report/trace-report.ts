/**
 * A trace as text: one line an event, one lane a node, then the messages. Knows layout only; the
 * support comes in as data.
 */
import { constants } from 'node:os';
import type { EventId, Message, MessageId, NodeName, Trace, TraceEvent } from '../model/trace.ts';
import { escapeLine } from './escape.ts';
import { type Palette, PLAIN } from './palette.ts';
import { countText } from './quantity.ts';
import { alignRows, padEnd, padStart, widthOf } from './table.ts';
import { directionText, messageNames } from './trace-names.ts';

export interface TraceView {
  readonly palette?: Palette;
  /** Messages in the causal past of the outcome. */
  readonly support?: ReadonlySet<MessageId>;
}

interface Context {
  readonly trace: Trace;
  readonly lanes: readonly NodeName[];
  /** Width of every lane. */
  readonly widths: readonly number[];
  /** Nodes with more than one thread: their events name process and thread. */
  readonly threaded: ReadonlySet<NodeName>;
  readonly parents: ReadonlyMap<EventId, readonly EventId[]>;
  readonly names: ReadonlyMap<EventId, readonly string[]>;
}

function groupBy<K, V>(pairs: Iterable<readonly [K, V]>): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [value]);
    } else {
      group.push(value);
    }
  }
  return groups;
}

/** Names of the messages that an event sends or has received, in full where no channel is shown. */
function namesByEvent(trace: Trace): Map<EventId, string[]> {
  const names = messageNames(trace);
  return groupBy(
    trace.messages.flatMap((message) => {
      const name = names.get(message.id);
      const state = message.withheld ? ' (withheld)' : '';
      return [message.sent, ...message.received].map((event) => {
        const hasChannel = trace.events.channelOf(event) !== undefined;
        return [event, `${(hasChannel ? name?.short : name?.full) ?? ''}${state}`] as const;
      });
    }),
  );
}

function cellText(event: TraceEvent, threaded: boolean): string {
  const arrow = event.phase === 'entry' ? '↓' : '↑';
  const thread = threaded ? ` ${event.process}.${event.thread}` : '';
  return `${arrow}${event.call}${thread}`;
}

function contextOf(trace: Trace): Context {
  const lanes = [...new Set([...trace.nodes, ...trace.events.threads.map(({ node }) => node)])];
  const threads = groupBy(
    trace.events.threads.map(
      ({ node, process, thread }) => [node, `${process}.${thread}`] as const,
    ),
  );
  const threaded = new Set(lanes.filter((node) => new Set(threads.get(node) ?? []).size > 1));
  const cells = groupBy(
    trace.events.map(
      (event) => [event.node, widthOf(cellText(event, threaded.has(event.node)))] as const,
    ),
  );
  const widths = lanes.map((node) =>
    (cells.get(node) ?? []).reduce(
      (most, width) => Math.max(most, width),
      widthOf(escapeLine(node)),
    ),
  );
  return {
    trace,
    lanes,
    widths,
    threaded,
    parents: groupBy(trace.edges.map((edge) => [edge.to, edge.from] as const)),
    names: namesByEvent(trace),
  };
}

const ERRNO_NAMES = new Map(Object.entries(constants.errno).map(([name, code]) => [code, name]));

function resultText(event: TraceEvent): string {
  if (event.result === undefined || (event.window !== undefined && event.result >= 0)) {
    return '';
  }
  return event.result < 0
    ? (ERRNO_NAMES.get(-event.result) ?? `errno ${-event.result}`)
    : `= ${event.result}`;
}

function detailText(event: TraceEvent, context: Context): string {
  const channel = event.channel === undefined ? undefined : context.trace.channels[event.channel];
  const { window } = event;
  const parents = context.parents.get(event.id);
  const parts = [
    directionText(channel, event.direction),
    window === undefined ? '' : `[${window.from},${window.to})`,
    (context.names.get(event.id) ?? []).join(' '),
    resultText(event),
    parents === undefined
      ? ''
      : `← ${parents.length > 1 ? 'events' : 'event'} ${parents.join(', ')}`,
  ];
  return parts.filter((part) => part !== '').join('  ');
}

function eventLine(event: TraceEvent, context: Context, idWidth: number): string {
  const lane = context.lanes.indexOf(event.node);
  const cell = cellText(event, context.threaded.has(event.node));
  const cells = context.widths.map((width, index) => padEnd(index === lane ? cell : '', width));
  const time = padStart((event.atUs / 1000).toFixed(3), 10);
  const id = padStart(String(event.id), idWidth);
  return `${time}  ${id}  ${cells.join(' │ ')} │ ${detailText(event, context)}`.trimEnd();
}

function eventLines(context: Context, palette: Palette): string[] {
  const { trace } = context;
  const idWidth = String(trace.events.length).length;
  const names = context.lanes.map((node, index) =>
    padEnd(escapeLine(node), context.widths[index] ?? 0),
  );
  const head = `${padStart('ms', 10)}  ${padStart('#', idWidth)}  ${names.join(' │ ')} │ `;
  const lines = [palette.strong(head.trimEnd())];
  for (const event of trace.events) {
    if (event.id === trace.workload.from) {
      lines.push(palette.faint('            ── the workload starts ──'));
    }
    if (event.id === trace.workload.to) {
      lines.push(palette.faint('            ── the workload has ended ──'));
    }
    lines.push(eventLine(event, context, idWidth));
  }
  return lines;
}

function messageRow(message: Message, name: string, inSupport: boolean | undefined): string[] {
  const received = message.received.length === 0 ? 'never read' : message.received.join(', ');
  return [
    String(message.id),
    name,
    `[${message.window.from},${message.window.to})`,
    message.phase,
    `${message.sent} → ${message.withheld ? 'withheld' : received}`,
    inSupport === undefined ? '' : inSupport ? 'in support' : '',
  ];
}

function messageLines(trace: Trace, view: TraceView, palette: Palette): string[] {
  const names = messageNames(trace);
  const rows = trace.messages.map((message) =>
    messageRow(message, names.get(message.id)?.full ?? '', view.support?.has(message.id)),
  );
  const head = ['#', 'message', 'window', 'phase', 'sent → received', ''];
  const [first, ...rest] = alignRows([head, ...rows], new Set([0]));
  return [palette.strong(first ?? ''), ...rest];
}

/** The whole trace, ending in a line feed. Times are milliseconds since the start of the run. */
export function renderTrace(trace: Trace, view: TraceView = {}): string {
  const palette = view.palette ?? PLAIN;
  const workload = trace.messages.filter((message) => message.phase === 'workload').length;
  const summary = [
    `${countText(trace.events.length, 'event')}, ${countText(trace.channels.length, 'channel')}, ` +
      `${countText(trace.messages.length, 'message')} (${workload} during the workload)`,
  ];
  if (view.support !== undefined) {
    const known = trace.messages.filter((message) => view.support?.has(message.id)).length;
    summary.push(
      `support of the outcome: ${countText(known, 'message')} of these; no other can have mattered`,
    );
  }
  const lines = [
    palette.strong(`Trace of ${escapeLine(trace.spec)}`),
    ...summary.map((line) => `  ${line}`),
    '',
    ...eventLines(contextOf(trace), palette),
    '',
    ...messageLines(trace, view, palette),
  ];
  return `${lines.join('\n')}\n`;
}
