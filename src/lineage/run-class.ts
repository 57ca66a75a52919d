/**
 * The run classes of a hunt: two runs are of one class when every node sent and received the same
 * messages in the same order. Times, ids, descriptors and connections play no part. Also the
 * Good–Turing estimate over classes.
 *
 * Why not those of run-book: they tell apart what no fault is addressed by, such as a message read
 *     in two pieces, and don't tell apart what is: the labels of messages.
 */
import { createHash } from 'node:crypto';
import type { EventId, Message, NodeName, Trace } from '../model/trace.ts';
import { isWorkloadMessage } from './support.ts';
import { unseenOf } from './unseen.ts';

function stepsOf(message: Message): readonly { node: NodeName; at: EventId; text: string }[] {
  const { from, to, kind, label } = message;
  const sent = { node: from, at: message.sent, text: JSON.stringify(['to', to, kind, label]) };
  const last = message.received.at(-1);
  if (last === undefined) {
    return [sent];
  }
  return [sent, { node: to, at: last, text: JSON.stringify(['from', from, kind, label]) }];
}

/** Canonical hash (16 hex digits) of the partial order of a run's workload messages. */
export function runClassOf(trace: Trace): string {
  const byNode = new Map<NodeName, { at: EventId; text: string }[]>();
  for (const message of trace.messages.filter(isWorkloadMessage)) {
    for (const { node, at, text } of stepsOf(message)) {
      const steps = byNode.get(node) ?? [];
      steps.push({ at, text });
      byNode.set(node, steps);
    }
  }
  const hash = createHash('sha256');
  for (const node of [...byNode.keys()].sort()) {
    const steps = (byNode.get(node) ?? []).sort((a, b) => a.at - b.at);
    hash.update(`${JSON.stringify([node, ...steps.map((step) => step.text)])}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

export interface NewClassEstimate {
  readonly runs: number;
  readonly classes: number;
  /**
   * Chance that one more run is of a class never seen: classes seen once, over runs. 1 for no runs
   * at all.
   */
  readonly estimate: number;
}

/** Good–Turing estimate of unseen probability mass (Good 1953): n₁/n. */
export function goodTuring(classes: readonly string[]): NewClassEstimate {
  const counts = new Map<string, number>();
  for (const name of classes) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const { estimate } = unseenOf([...counts.values()]);
  return { runs: classes.length, classes: counts.size, estimate };
}
