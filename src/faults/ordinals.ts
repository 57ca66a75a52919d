/**
 * Counts messages by name and so gives them addresses, at all levels at once. Two counters that are
 * shown the same messages in the same order give the same addresses; what a message means is not
 * known here.
 */
import type { Address, AddressLevel } from '../model/address.ts';
import type { EventId, Message } from '../model/trace.ts';

/** What of a message its address is made of. */
export type Outgoing = Pick<Message, 'from' | 'to' | 'kind' | 'label' | 'labelClass' | 'digest'> & {
  /**
   * The channel's ordinal; absent where it is not known, and then no address of level `channel`.
   */
  readonly channelOrdinal?: number;
  /** What the sender had received (contexts.ts); absent: no address of level `context`. */
  readonly context?: string;
  /** Entry event of the call that sends it, where events are known. */
  readonly sent?: EventId;
};

/** The addresses of one message, one for each level. */
export type AddressLadder = Readonly<Record<AddressLevel, Address>>;

/** Counts of workload messages by (from, to, kind, level, name), over all channels of a pair. */
export class OrdinalCounter {
  readonly #counts: Map<string, number>;

  constructor() {
    this.#counts = new Map();
  }

  /**
   * Counts the message and returns its addresses. For kind `connect` all levels are the `order`
   * address.
   */
  next(outgoing: Outgoing): AddressLadder {
    return ladderOf(outgoing, (key) => {
      const ordinal = (this.#counts.get(key) ?? 0) + 1;
      this.#counts.set(key, ordinal);
      return ordinal;
    });
  }

  /** The addresses that `next` would give to these messages, in this order. Nothing is counted. */
  preview(outgoing: readonly Outgoing[]): readonly AddressLadder[] {
    const ahead = new Map<string, number>();
    return outgoing.map((one) =>
      ladderOf(one, (key) => {
        const ordinal = (ahead.get(key) ?? this.#counts.get(key) ?? 0) + 1;
        ahead.set(key, ordinal);
        return ordinal;
      }),
    );
  }

  /** An independent counter in the same state. */
  clone(): OrdinalCounter {
    const copy = new OrdinalCounter();
    for (const [key, count] of this.#counts) {
      copy.#counts.set(key, count);
    }
    return copy;
  }
}

function ladderOf(outgoing: Outgoing, count: (key: string) => number): AddressLadder {
  const { label, labelClass, digest } = outgoing;
  const order = addressOf(outgoing, 'order', '', '', count);
  if (outgoing.kind === 'connect') {
    return { exact: order, context: order, channel: order, label: order, class: order, order };
  }
  const channel = String(outgoing.channelOrdinal ?? '');
  return {
    exact: addressOf(outgoing, 'exact', label, digest, count),
    context: addressOf(outgoing, 'context', label, outgoing.context ?? '', count),
    channel: addressOf(outgoing, 'channel', label, channel, count),
    label: addressOf(outgoing, 'label', label, '', count),
    class: addressOf(outgoing, 'class', labelClass, '', count),
    order,
  };
}

function addressOf(
  { from, to, kind }: Outgoing,
  level: AddressLevel,
  label: string,
  digest: string,
  count: (key: string) => number,
): Address {
  const ordinal = count([from, to, kind, level, digest, label].join('\0'));
  return { from, to, kind, level, label, digest, ordinal };
}
