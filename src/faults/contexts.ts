/**
 * Causal context as a name: what each node has received so far, as counts of message classes. Two
 * messages with one label differ by it when the sender knew different things.
 */
import type { EventId, Message, NodeName } from '../model/trace.ts';

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

/** One read of a node, and the sum over all reads up to it. */
interface Read {
  readonly at: EventId;
  readonly key: string;
  readonly sum: number;
}

/** What a node has read, by event. */
interface Reads {
  /** By class, of all reads. */
  readonly counts: Map<string, number>;
  /** The sum over those that are no longer listed. */
  base: number;
  /** The latest, ascending by event. */
  latest: Read[];
}

/** Reads listed for each node: a call that is older than half as many has long ended. */
const LATEST_MAX = 128;

/**
 * Counts of received classes by node. The digest is a sum over (class, count), so that it does not
 * depend on the order in which different classes came: threads read in any order.
 */
export class CausalContexts {
  readonly #nodes = new Map<NodeName, Reads>();

  /**
   * The node `to` has begun to read it, by the call that ended at `at`. That may be told late, when
   * it has read or sent more already. Absent: before all that is asked for afterwards.
   */
  receive({ from, to, kind, labelClass }: Incoming, at = Number.NEGATIVE_INFINITY): void {
    const reads = this.#nodes.get(to) ?? { counts: new Map(), base: 0, latest: [] };
    this.#nodes.set(to, reads);
    const place = reads.latest.findLastIndex((one) => one.at <= at) + 1;
    const later = reads.latest.splice(place);
    for (const { key } of later) {
      reads.counts.set(key, (reads.counts.get(key) ?? 0) - 1);
    }
    append(reads, at, [to, from, kind, labelClass].join('\0'));
    for (const one of later) {
      append(reads, one.at, one.key);
    }
    if (reads.latest.length > LATEST_MAX) {
      const half = LATEST_MAX / 2;
      reads.base = reads.latest[half - 1]?.sum ?? reads.base;
      reads.latest = reads.latest.slice(half);
    }
  }

  /** What the node had read before that event; absent: until now. 8 hex digits. */
  of(node: NodeName, before = Number.POSITIVE_INFINITY): string {
    const reads = this.#nodes.get(node);
    const last = reads?.latest.findLast(({ at }) => at < before);
    return (last?.sum ?? reads?.base ?? 0).toString(16).padStart(8, '0');
  }
}

function append({ counts, base, latest }: Reads, at: EventId, key: string): void {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  const before = latest.at(-1)?.sum ?? base;
  latest.push({ at, key, sum: (before + hashOf(`${key}\0${count}`)) >>> 0 });
}
