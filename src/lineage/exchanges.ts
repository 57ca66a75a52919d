/**
 * Requests and their answers, from the order of messages on each channel alone. Knows no protocol:
 * answers come in the order of the requests, as in HTTP/1, RESP and most others; where that can't
 * be relied on, it says so.
 */
import type { EventId, Message, MessageId, NodeName, Trace } from '../model/trace.ts';

/** A request and what was answered to it on the same channel. */
export interface Exchange {
  readonly request: MessageId;
  /** In order; several where an answer has several messages, none where none came. */
  readonly answers: readonly MessageId[];
  /**
   * Several requests were under way, and the answers are not one to one: which is whose is a guess.
   */
  readonly isGuess: boolean;
}

interface Open {
  readonly request: MessageId;
  readonly answers: MessageId[];
}

/** `100 Continue` and its like announce the answer; they are none. */
const INTERIM = /^1[0-9][0-9]$/;

/** When the server's end had to do with the message: never, for a request that did not arrive. */
const atServer = ({ direction, received, sent }: Message): number =>
  direction === 'back' ? sent : (received[0] ?? Number.POSITIVE_INFINITY);

function inServerOrder(a: Message, b: Message): number {
  const [first, second] = [atServer(a), atServer(b)];
  return first === second ? a.id - b.id : first - second;
}

/** Events at which each node read a message, ascending. */
function readsOf(trace: Trace): ReadonlyMap<NodeName, readonly EventId[]> {
  const reads = new Map<NodeName, EventId[]>();
  for (const { to, received } of trace.messages) {
    const own = reads.get(to) ?? [];
    reads.set(to, own);
    for (const event of received) {
      own.push(event);
    }
  }
  for (const own of reads.values()) {
    own.sort((a, b) => a - b);
  }
  return reads;
}

/** Some of the ascending events lies after `from` and before `to`. Cost: logarithmic. */
function anyBetween(events: readonly EventId[], from: EventId, to: EventId): boolean {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle] ?? 0) > from) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return (events[low] ?? to) < to;
}

/**
 * Pairs the messages of one channel. What comes back when nothing is asked any more goes on with
 * the last answer, unless its sender has read something since: then it was made to send that by
 * what it read, as a primary that feeds its replica is, and it is a request of its own.
 */
function exchangesOn(messages: readonly Message[], reads: readonly EventId[]): Exchange[] {
  const all: Open[] = [];
  const waiting: Open[] = [];
  let last: Open | undefined;
  let lastSent = -1;
  let isPipelined = false;
  let answers = 0;
  for (const message of messages.toSorted(inServerOrder)) {
    const [first] = waiting;
    if (message.direction === 'forth') {
      const open: Open = { request: message.id, answers: [] };
      all.push(open);
      waiting.push(open);
      isPipelined ||= first !== undefined && message.received.length > 0;
    } else if (first !== undefined) {
      first.answers.push(message.id);
      if (!INTERIM.test(message.labelClass)) {
        answers += 1;
        lastSent = message.sent;
        last = waiting.shift();
      }
    } else if (last !== undefined && !anyBetween(reads, lastSent, message.sent)) {
      answers += 1;
      lastSent = message.sent;
      last.answers.push(message.id);
    } else {
      all.push({ request: message.id, answers: [] });
      last = undefined;
    }
  }
  const asked = all.filter((one) => one.answers.length > 0).length;
  const isGuess = isPipelined && answers !== asked;
  return all.map((open) => ({ ...open, isGuess }));
}

/**
 * Of every message between two nodes, which request it is or answers. Attempts to connect are none.
 *
 * Shape: ordered by the request. Cost: O(messages · log messages).
 */
export function exchangesOf(trace: Trace): readonly Exchange[] {
  const reads = readsOf(trace);
  const byChannel = new Map<number, Message[]>();
  for (const message of trace.messages) {
    if (message.kind !== 'connect' && message.from !== message.to) {
      const own = byChannel.get(message.channel) ?? [];
      own.push(message);
      byChannel.set(message.channel, own);
    }
  }
  const exchanges = [...byChannel].flatMap(([channel, messages]) =>
    exchangesOn(messages, reads.get(trace.channels[channel]?.server ?? '') ?? []),
  );
  return exchanges.sort((a, b) => a.request - b.request);
}
