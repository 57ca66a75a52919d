/** Messages in the bytes of a stream: offered before a send, begun when it was accepted. */
import type { NewMessage } from '../model/message-log.ts';
import type { EventId, RunPhase } from '../model/trace.ts';
import type { Context } from './context.ts';
import type { FramedMessage } from './framers/framer.ts';
import type { Offer, OfferedMessage } from './interposer.ts';
import { PAYLOAD_BYTES_MAX, readSegments } from './payload.ts';
import type { Stream } from './stream.ts';

const offered = (
  stream: Stream,
  message: FramedMessage,
  sent: EventId,
  channelOrdinal: number,
): OfferedMessage => ({
  from: stream.from,
  to: stream.to,
  kind: stream.channel.kind,
  label: message.label,
  labelClass: message.labelClass,
  digest: message.digest,
  channelOrdinal,
  sent,
});

/** What a call is about to send. Nothing is begun. */
export const offerOf = (
  { recorder }: Pick<Context, 'recorder'>,
  stream: Stream,
  call: EventId,
  bytes: Uint8Array,
): Offer => {
  const ordinal = recorder.ordinalOf(stream.channel.id);
  const messages = stream.framer.clone().push(bytes);
  return {
    call,
    messages: messages.map((message) => offered(stream, message, call, ordinal)),
    starts: messages.map(({ start }) => start),
    size: bytes.length,
  };
};

/**
 * At `event` a read returned bytes of a call that has not been seen to end: the messages that start
 * in them are told of at once, for what the reader does next may be because of them.
 */
export const glimpse = (context: Context, stream: Stream, event: EventId): void => {
  const { interposer, recorder, engine } = context;
  const { holder } = stream.sends;
  const { entry, bytes, segments = [] } = holder?.pending ?? {};
  if (interposer.heard === undefined || holder === undefined || entry === undefined) {
    return;
  }
  if (context.phase !== 'workload' || !recorder.isOfWorkload(entry)) {
    return;
  }
  const sent = bytes ?? readSegments(engine, holder.tid, segments, PAYLOAD_BYTES_MAX);
  const { messages, starts } = offerOf(context, stream, entry, sent);
  for (const [index, message] of messages.entries()) {
    const start = starts[index] ?? 0;
    if (start < stream.unexplained && stream.glimpsed(start)) {
      interposer.heard(message, event);
    }
  }
};

export interface Beginning {
  /** Entry event of the call. */
  readonly call: EventId;
  readonly phase: RunPhase;
  /** Offset in the stream of the first of the bytes. */
  readonly at: number;
  /** How many of the bytes arrive. */
  readonly reach: number;
}

/** Begins the messages that start in these bytes. */
export const beginMessages = (
  { recorder, interposer }: Context,
  stream: Stream,
  bytes: Uint8Array,
  { call, phase, at, reach }: Beginning,
): void => {
  if (bytes.length === 0) {
    return;
  }
  const end = at + bytes.length;
  const { from, to, direction, channel } = stream;
  const framed = stream.framer.push(bytes);
  for (const [index, { start, label, labelClass, digest }] of framed.entries()) {
    const begun: NewMessage = {
      kind: channel.kind,
      channel: channel.id,
      direction,
      from,
      to,
      label,
      labelClass,
      digest,
      start: at + start,
      end,
      sent: call,
      phase,
      withheld: start >= reach,
    };
    recorder.began?.(begun, bytes.subarray(start, framed[index + 1]?.start));
    const message = recorder.message(begun);
    stream.began(message);
    if (phase === 'workload') {
      interposer.sent(call, message);
    }
  }
  stream.reached(end);
};
