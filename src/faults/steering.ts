/**
 * The partial order of a recorded run as what each node did, one after the other, and which message
 * may be read now if a run is to keep it. Pure: how a message is held back is not known here.
 */
import type { Steering } from '../model/steering.ts';
import type { Message, NodeName, Trace } from '../model/trace.ts';

/** What of a message its name is made of. */
export type Named = Pick<Message, 'from' | 'to' | 'kind' | 'label'>;

/** The `ordinal`-th of those that look alike. */
export function stepName({ from, to, kind, label }: Named, ordinal: number): string {
  return `${from}→${to} ${kind} ${JSON.stringify(label)}#${ordinal}`;
}

/** Counts messages that look alike, from 1. */
export class Alike {
  readonly #counts: Map<string, number>;

  constructor() {
    this.#counts = new Map();
  }

  /** The name of one more, which counts from now on. */
  next(message: Named): string {
    const key = stepName(message, 0);
    const ordinal = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, ordinal);
    return stepName(message, ordinal);
  }

  /** The names that messages would have after those that are ahead of them. Counts nothing. */
  preview(ahead: readonly Named[], messages: readonly Named[]): readonly string[] {
    const more = new Alike();
    for (const [key, count] of this.#counts) {
      more.#counts.set(key, count);
    }
    for (const message of ahead) {
      more.next(message);
    }
    return messages.map((message) => more.next(message));
  }
}

/**
 * What the nodes did during the workload of that run. Attempts to connect are left out, and what a
 * node sent to itself.
 */
export function steeringOf(trace: Trace): Steering {
  const alike = new Alike();
  const steps = new Map<NodeName, { readonly at: number; readonly step: string }[]>();
  const add = (node: NodeName, at: number, step: string): void => {
    const own = steps.get(node) ?? [];
    own.push({ at, step });
    steps.set(node, own);
  };
  for (const message of trace.messages) {
    if (message.phase !== 'workload' || message.kind === 'connect' || message.from === message.to) {
      continue;
    }
    const name = alike.next(message);
    const read = message.received.find((event) => trace.events.at(event)?.call !== 'poll');
    add(message.from, message.sent, `>${name}`);
    if (read !== undefined) {
      add(message.to, read, `<${name}`);
    }
  }
  return [...steps].map(([node, own]) => ({
    node,
    steps: own.toSorted((a, b) => a.at - b.at).map(({ step }) => step),
  }));
}

/** What one node has done so far of what it is to do. */
interface Progress {
  readonly steps: readonly string[];
  readonly places: ReadonlyMap<string, number>;
  readonly done: Set<string>;
  /** All before it have happened, or are not waited for any more. */
  next: number;
}

export interface Course {
  /**
   * The place of a message among the steps of the node that reads it; behind all for one that the
   * recorded run did not read. Undefined: it may be read now.
   */
  heldAt(to: NodeName, name: string): number | undefined;
  /** A node has read or sent that message. */
  happened(node: NodeName, step: string): void;
  /** What comes before that place at that node is not waited for any more. */
  giveUp(node: NodeName, place: number): void;
}

/** A run that has done nothing yet. */
export function createCourse(steering: Steering): Course {
  const nodes = new Map<NodeName, Progress>(
    steering.map(({ node, steps }) => [
      node,
      { steps, places: new Map(steps.map((step, at) => [step, at])), done: new Set(), next: 0 },
    ]),
  );
  const advance = (progress: Progress): void => {
    while (progress.done.has(progress.steps[progress.next] ?? '')) {
      progress.next += 1;
    }
  };
  return {
    heldAt(to, name) {
      const progress = nodes.get(to);
      const place = progress?.places.get(`<${name}`) ?? progress?.steps.length ?? 0;
      return progress === undefined || progress.next >= place ? undefined : place;
    },
    happened(node, step) {
      const progress = nodes.get(node);
      if (progress !== undefined) {
        progress.done.add(step);
        advance(progress);
      }
    },
    giveUp(node, place) {
      const progress = nodes.get(node);
      if (progress !== undefined && progress.next < place) {
        progress.next = place;
        advance(progress);
      }
    },
  };
}
