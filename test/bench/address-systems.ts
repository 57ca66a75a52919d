/**
 * The systems in which addresses are measured, and what in their messages tells which one each is:
 * their bytes without what is another in every run (ports, dates, names that a node gives itself).
 */
import type { Message } from '../../src/model/trace.ts';

/** A message of a run with what was sent, as far as one call sent it; latin1. */
export interface Said extends Pick<Message, 'from' | 'to' | 'channel' | 'direction'> {
  readonly text: string;
}

export interface System {
  readonly name: string;
  /** Path of its spec in the repository. */
  readonly spec: string;
  /**
   * Which message it is, told by payloads alone. `before` and `after`: what was said on its channel
   * before and after it, in order.
   */
  readonly identity: (one: Said, before: readonly Said[], after: readonly Said[]) => string;
}

/** What a simple answer of Redis is the answer to: one looks like the next. */
const answered = (one: Said, before: readonly Said[]): string =>
  one.text.startsWith('+')
    ? (before.findLast(({ direction }) => direction !== one.direction)?.text ?? '')
    : '';

const withoutHttpNoise = (text: string): string =>
  text.replace(/^Host: .*\r$/m, 'Host: …').replace(/^Date: .*\r$/m, 'Date: …');

const HEAD = 9;
const DATA = 0;
/** etcd's ResponseHeader: ids of cluster and member as long varints, a revision, Raft's term. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for them.
const IDS = /\n.\x08[\x80-\xff]+[\x00-\x7f]\x10[\x80-\xff]+[\x00-\x7f](\x18.) [\x00-\x7f]/s;

/**
 * Kind, flags and stream of an HTTP/2 frame, and its payload if it is data. Header blocks hold the
 * port of the server, lengths and windows the length of ids.
 */
const frameOf = (text: string): string => {
  const head = text.slice(3, HEAD);
  const isFrame = text.length >= HEAD && !text.startsWith('PRI ');
  if (!isFrame || head.charCodeAt(0) !== DATA) {
    return isFrame ? head : text;
  }
  // Behind the head of a frame stand a flag and the length of gRPC.
  const payload = text.slice(HEAD + 5).replace(IDS, '$1');
  return `${head}${payload}`;
};

/** The key that a connection of etcdctl is about. */
const keyOn = (channel: readonly Said[]): string => {
  const keys = channel.map(({ text }) => /k[0-9]/.exec(frameOf(text))?.[0]);
  return keys.find((key) => key !== undefined) ?? '?';
};

export const SYSTEMS: readonly System[] = [
  {
    name: 'redis-failover',
    spec: 'specs/redis-failover/redis-failover.yaml',
    identity: (one, before) => `${one.text} after ${answered(one, before)}`,
  },
  {
    name: 'etcd put',
    spec: 'test/fixtures/addresses/etcd.yaml',
    identity: (one, before, after) =>
      `${frameOf(one.text)} of ${keyOn([...before, one, ...after])}`,
  },
  {
    name: 'http chain',
    spec: 'test/fixtures/addresses/chain.yaml',
    identity: ({ text }) => withoutHttpNoise(text),
  },
];
