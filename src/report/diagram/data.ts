/** A recorded run as what its diagram shows. Knows traces; where things are drawn is layout's. */
import { faultText } from '../../faults/text.ts';
import type { FaultReport } from '../../model/fault.ts';
import type { Recording } from '../../model/recording.ts';
import {
  CLIENT,
  type EventId,
  INVARIANT,
  type Message,
  type MessageId,
  type NodeName,
  OUTSIDE,
  type Trace,
  type TraceEvent,
} from '../../model/trace.ts';
import { escapeLine } from '../escape.ts';
import { faultLabel } from '../fault-label.ts';
import { countText } from '../quantity.ts';
import { directionText, messageNames } from '../trace-names.ts';
import type { Actor, DiagramData, DiagramMark, DiagramMessage } from './model.ts';

/** The workload on the left, who judges on the right, the world outside behind. */
function lanesOrder(trace: Trace): readonly NodeName[] {
  const all = new Set<NodeName>(trace.nodes);
  for (const { from, to } of trace.messages) {
    all.add(from).add(to);
  }
  const last = [INVARIANT, OUTSIDE];
  const middle = [...all].filter((node) => node !== CLIENT && !last.includes(node));
  return [CLIENT, ...middle, ...last].filter((node) => all.has(node));
}

class Actors {
  readonly list: Actor[] = [];
  readonly #nodes: readonly NodeName[];
  readonly #known = new Map<string, number>();
  readonly #first = new Map<NodeName, number>();

  constructor(nodes: readonly NodeName[]) {
    this.#nodes = nodes;
  }

  of({ node, process, thread }: TraceEvent): number {
    return this.#add(node, `${process}.${thread}`);
  }

  /** Some thread of the node: it never showed which. */
  some(node: NodeName): number {
    return this.#first.get(node) ?? this.#add(node, '0.0');
  }

  #add(node: NodeName, name: string): number {
    const key = `${name} ${node}`;
    const known = this.#known.get(key);
    if (known !== undefined) {
      return known;
    }
    const index = this.list.push({ node: this.#nodes.indexOf(node), name }) - 1;
    this.#known.set(key, index);
    if (!this.#first.has(node)) {
      this.#first.set(node, index);
    }
    return index;
  }
}

interface Sources {
  readonly trace: Trace;
  readonly actors: Actors;
  readonly names: ReturnType<typeof messageNames>;
  readonly support: ReadonlySet<MessageId>;
}

function diagramMessage(message: Message, sources: Sources): DiagramMessage {
  const { trace, actors, names, support } = sources;
  const sent = trace.events.at(message.sent);
  const last = message.received.at(-1);
  const received = last === undefined ? undefined : trace.events.at(last);
  const isConnect = message.kind === 'connect';
  return {
    id: message.id,
    sent: message.sent,
    received: received?.id ?? -1,
    sentUs: sent?.atUs ?? 0,
    receivedUs: received?.atUs ?? 0,
    sender: sent === undefined ? actors.some(message.from) : actors.of(sent),
    receiver: received === undefined ? actors.some(message.to) : actors.of(received),
    label: isConnect ? 'connect' : escapeLine(message.label),
    name: names.get(message.id)?.full ?? '',
    channel: directionText(trace.channels[message.channel], message.direction),
    window: [message.window.from, message.window.to],
    digest: message.digest,
    phase: message.phase,
    // What was withheld for a time only arrives later.
    state: received !== undefined ? 'read' : message.withheld ? 'cut' : 'unread',
    isConnect,
    inSupport: support.has(message.id),
  };
}

function markOf(
  report: FaultReport,
  trace: Trace,
  nodes: readonly NodeName[],
): DiagramMark | undefined {
  const { fault, event, detail, outcome } = report;
  const at = event === undefined ? undefined : trace.events.at(event);
  if (outcome === 'missed' || at === undefined) {
    return undefined;
  }
  const isCrash = fault.kind === 'crash';
  const node = nodes.indexOf(isCrash ? fault.node : at.node);
  const label = faultLabel(fault);
  const text = `${faultText(fault)}\n${escapeLine(detail)}`;
  return {
    kind: isCrash ? 'crash' : 'fault',
    event: at.id,
    atUs: at.atUs,
    node,
    label,
    detail: text,
  };
}

function verdictText({ verdict }: Recording): string {
  if (verdict === undefined) {
    return '';
  }
  return escapeLine(verdict.kind === 'held' ? verdict.kind : `${verdict.kind}: ${verdict.reason}`);
}

/** Nodes that have shown nothing else first, so that an unread message has somewhere to go. */
function registerThreads(trace: Trace, actors: Actors): void {
  const touched = new Set<EventId>();
  for (const { sent, received } of trace.messages) {
    const last = received.at(-1);
    touched.add(sent);
    if (last !== undefined) {
      touched.add(last);
    }
  }
  for (const id of [...touched].sort((a, b) => a - b)) {
    const event = trace.events.at(id);
    if (event !== undefined) {
      actors.of(event);
    }
  }
}

/** Cost: linear. */
export function diagramData(recording: Recording, support: ReadonlySet<MessageId>): DiagramData {
  const { trace, faults, verdict } = recording;
  const nodes = lanesOrder(trace);
  const actors = new Actors(nodes);
  registerThreads(trace, actors);
  for (const node of nodes) {
    actors.some(node);
  }
  const sources = { trace, actors, names: messageNames(trace), support };
  const messages = trace.messages.map((message) => diagramMessage(message, sources));
  const marks = faults.flatMap((report) => markOf(report, trace, nodes) ?? []);
  const fired = faults.filter(({ outcome }) => outcome === 'fired');
  return {
    title: escapeLine(trace.spec),
    verdict: verdictText(recording),
    isBad: verdict?.kind === 'violated',
    notes: [
      `${countText(messages.length, 'message')} between ${countText(nodes.length, 'node')}, ` +
        `${countText(support.size, 'message')} in the support of the outcome`,
      ...fired.map(({ fault }) => faultText(fault)),
    ],
    nodes: nodes.map(escapeLine),
    actors: actors.list,
    messages,
    marks,
    workload: [trace.workload.from, trace.workload.to],
  };
}
