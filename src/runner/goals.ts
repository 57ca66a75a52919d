/**
 * Sees when a run brings about what the spec's goals name. A line in a log is no event: it was
 * written between the node's last event before it was seen and the one at which it was seen, since
 * the log is looked at whenever the node does something that the tracer sees.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { reachedIn } from '../lineage/goals.ts';
import type { Goal, GoalEvent, GoalsReached, Reached } from '../model/goal.ts';
import type { EventId, NodeName, Trace } from '../model/trace.ts';
import type { RunView, Watch, Witness } from '../model/witness.ts';

/** What a look at a log reads at once. */
const BYTES = Buffer.alloc(65_536);

/** Lines of a file that grows, each once it is whole. */
class LogTail {
  readonly #file: string;
  #descriptor = -1;
  #position = 0;
  #rest = '';

  constructor(file: string) {
    this.#file = file;
  }

  lines(): readonly string[] {
    if (this.#descriptor < 0) {
      try {
        this.#descriptor = openSync(this.#file, 'r');
      } catch {
        return [];
      }
    }
    const lines: string[] = [];
    for (;;) {
      const size = readSync(this.#descriptor, BYTES, 0, BYTES.length, this.#position);
      if (size === 0) {
        return lines;
      }
      this.#position += size;
      const parts = (this.#rest + BYTES.toString('latin1', 0, size)).split('\n');
      this.#rest = parts.pop() ?? '';
      lines.push(...parts.map((line) => Buffer.from(line, 'latin1').toString('utf8')));
    }
  }

  close(): void {
    if (this.#descriptor >= 0) {
      closeSync(this.#descriptor);
    }
  }
}

/** A line that is awaited. */
interface Awaited {
  readonly event: GoalEvent;
  readonly expression: RegExp;
}

/** What the goals wait for in the log of one node. */
interface Listener {
  readonly tail: LogTail;
  readonly awaited: Awaited[];
  /** The node's last event that was looked at. */
  last: EventId;
}

export interface GoalWatch {
  /** To be told of the run. */
  readonly watches: readonly Watch[];
  /** Looks at all logs once more, when nobody writes any longer. */
  end(): void;
  /** `codeOf`: the exit code of a node that ended by itself. */
  reached(trace: Trace, codeOf: (node: NodeName) => number | undefined): GoalsReached;
  close(): void;
}

const exitedIn = (trace: Trace, node: NodeName): Reached | null => {
  const last = trace.events.findLast((event) => event.node === node && event.call === 'exit');
  return last === undefined ? null : { event: last.id, until: last.id + 1 };
};

/** Watches for the goals' events in these logs; with no goals it costs nothing. */
export const watchGoals = (
  goals: readonly Goal[],
  logOf: (node: NodeName) => string,
): GoalWatch => {
  const seen = new Map<GoalEvent, Reached>();
  const listeners = new Map<NodeName, Listener>();
  for (const event of goals.flatMap(({ events }) => events)) {
    if (event.type === 'log') {
      const { node, match } = event;
      const tail = (): LogTail => new LogTail(logOf(node));
      const listener = listeners.get(node) ?? { tail: tail(), awaited: [], last: -1 };
      listener.awaited.push({ event, expression: new RegExp(match) });
      listeners.set(node, listener);
    }
  }
  const listen = ({ tail, awaited, last }: Listener, until: number): void => {
    for (const line of awaited.some(({ event }) => !seen.has(event)) ? tail.lines() : []) {
      for (const { event, expression } of awaited) {
        if (!seen.has(event) && expression.test(line)) {
          seen.set(event, { event: last, until });
        }
      }
    }
  };
  let view: RunView | undefined;
  const watch: Watch = (run): Witness => {
    view = run;
    return {
      event: (id) => {
        const listener = listeners.get(run.events.nodeOf(id) ?? '');
        if (listener !== undefined) {
          listen(listener, id);
          listener.last = id;
        }
      },
      edge: () => undefined,
      phase: () => undefined,
    };
  };
  return {
    watches: listeners.size > 0 ? [watch] : [],
    end: () => {
      for (const listener of listeners.values()) {
        listen(listener, view?.events.length ?? 0);
      }
    },
    reached: (trace, codeOf) =>
      goals.map(({ events }) =>
        events.map((event) => {
          if (event.type === 'exits') {
            return codeOf(event.node) === event.code ? exitedIn(trace, event.node) : null;
          }
          return seen.get(event) ?? reachedIn(trace, event);
        }),
      ),
    close: () => {
      for (const { tail } of listeners.values()) {
        tail.close();
      }
    },
  };
};
