/**
 * The kinds of channels, named as Go's net package names them: `unix` is an AF_UNIX stream,
 * `unixpacket` one of records (SOCK_SEQPACKET, and datagrams between the ends of a socketpair),
 * `unixgram` datagrams to a bound name; `pipe` goes one way only, with or without a name.
 */

/** What is written arrives in order, or nothing more does. */
export const STREAM_KINDS = ['tcp', 'unix', 'unixpacket', 'pipe'] as const;
/** Each piece arrives by itself or not at all. */
export const DATAGRAM_KINDS = ['udp', 'unixgram'] as const;

export type StreamKind = (typeof STREAM_KINDS)[number];
export type DatagramKind = (typeof DATAGRAM_KINDS)[number];
export type ChannelKind = StreamKind | DatagramKind;

/** Of a message: its channel's, or an attempt to make a channel. */
export type MessageKind = ChannelKind | 'connect';

export function isStream(kind: MessageKind): kind is StreamKind {
  return kind === 'tcp' || kind === 'unix' || kind === 'unixpacket' || kind === 'pipe';
}

export function isDatagram(kind: MessageKind): kind is DatagramKind {
  return kind === 'udp' || kind === 'unixgram';
}

/** Kinds of channels that only processes of one machine can share. */
export function isLocal(kind: MessageKind): boolean {
  return kind !== 'tcp' && kind !== 'udp' && kind !== 'connect';
}
