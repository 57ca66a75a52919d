/**
 * What the ladder's protocols for the fake runner share: nodes with timers and logs, as node.h has
 * them, and a judge over the logs. The protocols are elsewhere.
 */
import type { NodeName } from '../../src/model/trace.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import type { Actor, Context, Protocol } from './fake-runner.ts';

/** Ticks of the fake runner, in which a message takes one, to a tick of the programs. */
const TICK = 20;

/** What one node can do, and what it remembers. */
export interface Node {
  readonly self: NodeName;
  readonly others: readonly NodeName[];
  tell(to: NodeName, text: string): void;
  tellAll(text: string): void;
  tellClient(text: string): void;
  /** In ticks of the programs. A later call for the same step replaces an earlier one. */
  after(ticks: number, step: () => void): void;
  cancel(step: () => void): void;
  say(line: string): void;
}

export interface Steps {
  start?(): void;
  hear?(from: NodeName, text: string): void;
}

/** What the nodes have said, and the client as `client`. */
export type Logs = ReadonlyMap<NodeName, readonly string[]>;

export type Judge = (logs: Logs, alive: ReadonlySet<NodeName>) => Verdict;

export const HELD: Verdict = { kind: 'held' };
export const vacuous = (reason: string): Verdict => ({ kind: 'vacuous', reason });
export const violated = (reason: string): Verdict => ({ kind: 'violated', reason });

class FakeNode implements Node {
  readonly others: readonly NodeName[];
  readonly #context: Context;
  readonly #lines: string[];
  readonly #steps: (() => void)[] = [];
  readonly #current = new Map<() => void, number>();

  constructor(context: Context, nodes: readonly NodeName[], lines: string[]) {
    this.#context = context;
    this.#lines = lines;
    this.others = nodes.filter((node) => node !== context.self);
  }

  get self(): NodeName {
    return this.#context.self;
  }

  tell(to: NodeName, text: string): void {
    this.#context.datagram(to, text);
  }

  tellAll(text: string): void {
    for (const node of this.others) {
      this.tell(node, text);
    }
  }

  tellClient(text: string): void {
    this.#context.send('client', text);
  }

  after(ticks: number, step: () => void): void {
    this.#current.set(step, this.#steps.length);
    this.#context.after(ticks * TICK, String(this.#steps.length));
    this.#steps.push(step);
  }

  cancel(step: () => void): void {
    this.#current.delete(step);
  }

  say(line: string): void {
    this.#lines.push(line);
    this.#context.log(line);
  }

  fire(tag: string): void {
    const step = this.#steps[Number(tag)];
    if (step !== undefined && this.#current.get(step) === Number(tag)) {
      this.#current.delete(step);
      step();
    }
  }
}

/** A protocol of nodes that all take the same steps, told apart by their names. */
export function played(
  name: string,
  nodes: readonly NodeName[],
  steps: (node: Node) => Steps,
  judge: Judge,
): Protocol {
  return {
    name,
    nodes,
    asks: nodes,
    cast: () => {
      const logs = new Map<NodeName, string[]>([...nodes, 'client'].map((node) => [node, []]));
      const actors = nodes.map((self): readonly [NodeName, Actor] => {
        let node: FakeNode | undefined;
        let own: Steps = {};
        const begin = (context: Context): void => {
          node = new FakeNode(context, nodes, logs.get(self) ?? []);
          own = steps(node);
          own.start?.();
        };
        return [
          self,
          {
            start: begin,
            receive: (_context, from, text) => own.hear?.(from, text),
            timer: (_context, tag) => node?.fire(tag),
          },
        ];
      });
      const client: Actor = {
        receive: (_context, from, text) => void logs.get('client')?.push(`${from} ${text}`),
      };
      return {
        actors: { ...Object.fromEntries(actors), client },
        judge: (alive) => judge(logs, alive),
      };
    },
  };
}

export const has = (logs: Logs, node: NodeName, line: string): boolean =>
  logs.get(node)?.includes(line) === true;
