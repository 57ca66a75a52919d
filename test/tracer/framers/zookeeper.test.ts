/** ZooKeeper: a captured session of its own client. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { beginsLikeZooKeeper, zooKeeperFramer } from '../../../src/tracer/framers/zookeeper.ts';
import { captured } from './captured.ts';
import { partitionOf, pushAll } from './streams.ts';

const test = suite('zookeeper framer');

const [talk] = captured('zookeeper');
const labels = (writes: readonly Uint8Array[] = []): readonly string[] =>
  pushAll(zooKeeperFramer(), writes).map(({ label }) => label);

test('requests are named by operation and path', () => {
  assert.equal(labels(talk?.client), [
    'connect',
    'create /a',
    'getData /a',
    'setData /a',
    'getChildren2 /',
    'delete /a',
    'getData /none',
    'closeSession',
  ]);
});

test('replies are told apart by their errors', () => {
  const seen = labels(talk?.server);
  assert.equal([seen[0], seen[1], seen[6]], ['connected', 'reply', 'reply error -101']);
});

test('pings, watches and authentication have names of their own', () => {
  const reply = (xid: number): Uint8Array => {
    const bytes = Buffer.alloc(20);
    bytes.writeInt32BE(16, 0);
    bytes.writeInt32BE(xid, 4);
    return bytes;
  };
  const first = talk?.server[0] ?? new Uint8Array(0);
  assert.equal(labels([first, reply(-1), reply(-2), reply(-4)]).slice(1), [
    'watch',
    'pong',
    'auth',
  ]);
});

test('the first record of either side is known, other lengths are not', () => {
  assert.ok(beginsLikeZooKeeper(talk?.client[0] ?? new Uint8Array(0)));
  assert.ok(beginsLikeZooKeeper(talk?.server[0] ?? new Uint8Array(0)));
  assert.not(beginsLikeZooKeeper(Uint8Array.from([0, 0, 0, 1, 7])));
  assert.not(beginsLikeZooKeeper(Buffer.from('ruok')));
});

test('property: messages start at the same places however the stream is cut into writes', () => {
  const whole = Buffer.concat(talk?.client ?? []);
  const starts = pushAll(zooKeeperFramer(), talk?.client ?? []).map(({ start }) => start);
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(1000)), (numbers) => {
      const found = pushAll(zooKeeperFramer(), partitionOf(whole, numbers[Symbol.iterator]()));
      assert.equal(
        found.map(({ start }) => start),
        starts,
      );
    }),
  );
});

test.run();
