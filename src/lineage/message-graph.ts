/**
 * The run condensed to its workload messages and crash marks: who had heard what before it said
 * what. Small enough to walk when a finding is explained; never used for supports. Walks are
 * iterative, because graphlib's own recurse.
 */
import { Graph } from 'graphlib';
import type { EventId, Message, MessageId, NodeName, Trace } from '../model/trace.ts';
import { isWorkloadMessage } from './support.ts';

/** A node of the spec that fail-stopped, and the last event seen of it. */
export interface CrashMark {
  readonly node: NodeName;
  readonly event: EventId;
}

/** Vertices are `m<id>` for messages and `x<node>` for crash marks. */
export interface MessageGraph {
  readonly graph: Graph;
  /**
   * Messages that the sender of `message` could know of when it sent it, itself excluded,
   * ascending.
   */
  before(message: MessageId): readonly MessageId[];
  /** Messages and crashes that may depend on `message`, itself excluded, ascending. */
  after(message: MessageId): readonly MessageId[];
  /** Messages that the crashed node had sent or received. */
  beforeCrash(node: NodeName): readonly MessageId[];
}

interface Step {
  readonly at: EventId;
  readonly kind: 'receive' | 'send' | 'crash';
  readonly vertex: string;
}

function stepsByNode(
  messages: readonly Message[],
  crashes: readonly CrashMark[],
): ReadonlyMap<NodeName, readonly Step[]> {
  const byNode = new Map<NodeName, Step[]>();
  const add = (node: NodeName, step: Step): void => {
    const steps = byNode.get(node) ?? [];
    steps.push(step);
    byNode.set(node, steps);
  };
  for (const message of messages) {
    const vertex = `m${message.id}`;
    add(message.from, { at: message.sent, kind: 'send', vertex });
    const last = message.received.at(-1);
    if (last !== undefined) {
      add(message.to, { at: last, kind: 'receive', vertex });
    }
  }
  for (const { node, event } of crashes) {
    add(node, { at: event, kind: 'crash', vertex: `x${node}` });
  }
  const rank = { receive: 0, send: 1, crash: 2 };
  for (const steps of byNode.values()) {
    steps.sort((a, b) => a.at - b.at || rank[a.kind] - rank[b.kind]);
  }
  return byNode;
}

/** Links what a node heard since its last send, and that send, to its next send or its crash. */
function link(graph: Graph, steps: readonly Step[]): void {
  let since: string[] = [];
  for (const step of steps) {
    if (step.kind === 'receive') {
      since.push(step.vertex);
      continue;
    }
    for (const vertex of since) {
      graph.setEdge(vertex, step.vertex);
    }
    since = [step.vertex];
  }
}

function reach(start: string, next: (vertex: string) => readonly string[]): readonly MessageId[] {
  const seen = new Set([start]);
  const open = [start];
  for (let vertex = open.pop(); vertex !== undefined; vertex = open.pop()) {
    for (const other of next(vertex)) {
      if (!seen.has(other)) {
        seen.add(other);
        open.push(other);
      }
    }
  }
  seen.delete(start);
  const messages = [...seen].filter((vertex) => vertex.startsWith('m'));
  return messages.map((vertex) => Number(vertex.slice(1))).sort((a, b) => a - b);
}

/**
 * Condenses the workload part of a run. Cost: O(messages · log messages) plus the edges, at most 2
 * a message.
 */
export function messageGraph(trace: Trace, crashes: readonly CrashMark[] = []): MessageGraph {
  const graph = new Graph();
  const messages = trace.messages.filter(isWorkloadMessage);
  for (const message of messages) {
    graph.setNode(`m${message.id}`);
  }
  for (const { node } of crashes) {
    graph.setNode(`x${node}`);
  }
  for (const steps of stepsByNode(messages, crashes).values()) {
    link(graph, steps);
  }
  const before = (vertex: string): readonly MessageId[] =>
    graph.hasNode(vertex) ? reach(vertex, (at) => graph.predecessors(at) ?? []) : [];
  return {
    graph,
    before: (message) => before(`m${message}`),
    after: (message) =>
      graph.hasNode(`m${message}`) ? reach(`m${message}`, (at) => graph.successors(at) ?? []) : [],
    beforeCrash: (node) => before(`x${node}`),
  };
}
