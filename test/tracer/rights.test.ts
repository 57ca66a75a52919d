/** Descriptors that are handed over: where they lead, and between whom. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { descriptorsIn } from '../../src/tracer/rights.ts';
import { DIAL, SERVE } from './casts.ts';
import { play, playBoth, said } from './play.ts';

const test = suite('tracer/rights');

const block = (type: number, ...fds: readonly number[]): number[] => {
  const bytes = new Uint8Array(16 + ((fds.length * 4 + 7) & ~7));
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(16 + fds.length * 4), true);
  view.setInt32(8, 1, true);
  view.setInt32(12, type, true);
  for (const [i, fd] of fds.entries()) {
    view.setInt32(16 + 4 * i, fd, true);
  }
  return [...bytes];
};

test('control data is read as the kernel lays it out', () => {
  const control = Uint8Array.from([...block(1, 7, 8, 9), ...block(2, 100), ...block(1, 10)]);
  assert.equal(descriptorsIn(control), [7, 8, 9, 10], 'credentials are none');
  assert.equal(descriptorsIn(control.subarray(0, 24)), [7, 8], 'cut off by a small buffer');
  assert.equal(descriptorsIn(new Uint8Array(40)), []);
});

test('a connection handed to a child is the same connection', async () => {
  const traced = await playBoth({
    s: [
      ...['pair x y', 'fork {', 'take b x', 'all b 5', 'write b bye', '}'],
      ...[...SERVE, 'pass a y', 'close a', 'wait'],
    ],
    c: [...DIAL, 'write a hello', 'all a 3'],
  });
  assert.equal(traced.unfollowed, []);
  assert.equal(said(traced), ['c→s "hello" 0..5 ×1', 's→c "bye" 0..3 ×1']);
});

test('a pipe whose end is handed over is private no longer, used or not', async () => {
  const traced = await playBoth({
    s: [
      ...['pair x y', 'fork {', 'take b x', 'write b there', '}', 'pipe c d', 'write d x'],
      ...['read c 1', 'pass d y', 'wait', 'all c 5'],
    ],
  });
  const pipe = traced.trace.channels.find(({ kind }) => kind === 'pipe');
  const parents = traced.trace.edges
    .filter(({ to }) => traced.trace.events.at(to)?.channel === pipe?.id)
    .map(({ from }) => traced.trace.events.at(from)?.process);
  assert.equal(parents, [1]);
});

const BROKER = ['unix l', 'bind l %dir/s', 'listen l', 'accept l k'];

test('two nodes that were given a socketpair talk over it', async () => {
  const traced = await playBoth({
    s: [...BROKER, 'pair a b', 'pass b k', 'close b', 'write a hello', 'all a 3'],
    c: ['unix k', 'connect k %dir/s', 'take b k', 'all b 5', 'write b bye'],
  });
  assert.equal(traced.unfollowed, []);
  assert.ok(said(traced).includes('s→c "hello" 0..5 ×1'), said(traced).join(', '));
  assert.ok(said(traced).includes('c→s "bye" 0..3 ×1'), said(traced).join(', '));
});

test('a connection that goes from node to node is not followed, and that is said', async () => {
  const cast = {
    s: ['tcp m', 'bind m 127.0.0.1 %port', 'listen m', ...BROKER, 'accept m a', 'pass a k'],
    c: ['unix k', 'connect k %dir/s', 'take b k', 'read b 9'],
    d: ['tcp a', 'reach a 127.0.0.1 %port', 'write a hello'],
  };
  const traced = await playBoth(cast, { gaps: 'anywhere' });
  assert.ok(traced.unfollowed.includes('s handed a connection to c, which is not followed'));
});

test('what two nodes share unseen is named', async () => {
  const traced = await play({
    s: [...BROKER, 'open a %dir/file', 'pass a k'],
    c: ['unix k', 'connect k %dir/s', 'take b k'],
  });
  assert.match(traced.unfollowed.join(), /^s handed \S+\/file to c, which is not followed$/);
});

test.run();
