/**
 * Causal context as a name: what each node has received so far, as counts of message classes. Two
 * messages with one label differ by it when the sender knew different things.
 */
import type { Message, NodeName } from '../model/trace.ts';

const OFFSET_BASIS = 0x811c9dc5;
const PRIME = 0x01000193;

/** What of a received message counts. */
export type Incoming = Pick<Message, 'from' | 'to' | 'kind' | 'labelClass'>;

/** FNV-1a over the UTF-16 units. */
function hashOf(text: string): number {
  let hash = OFFSET_BASIS;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), PRIME);
  }
  return hash >>> 0;
}

/**
 * Counts of received classes by node. The digest is a sum over (class, count), so that it does not
 * depend on the order in which different classes came: threads read in any order.
 */
export class CausalContexts {
  readonly #counts = new Map<string, number>();
  readonly #sums = new Map<NodeName, number>();

  /** The node `to` has begun to read it. */
  receive({ from, to, kind, labelClass }: Incoming): void {
    const key = [to, from, kind, labelClass].join('\0');
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    const sum = (this.#sums.get(to) ?? 0) + hashOf(`${key}\0${count}`);
    this.#sums.set(to, sum >>> 0);
  }

  /** 8 hex digits. */
  of(node: NodeName): string {
    return (this.#sums.get(node) ?? 0).toString(16).padStart(8, '0');
  }
}
