/** Calls that are not followed, that must not be seen, and that wait for each other. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from './casts.ts';
import { play, playBoth, said } from './play.ts';

const test = suite('tracer/dispatch');

test('files, pipes and inner Unix sockets cost one stop each, however often used', async () => {
  const once = await play({
    c: ['pair x y', 'open f %dir/file', 'write f x', 'write x y', 'read y 1'],
  });
  const often = await play({
    c: ['pair x y', 'open f %dir/file', 'repeat f 500 x', 'repeat x 100 y', 'all y 100'],
  });
  assert.is(often.stops, once.stops);
});

test('a non-blocking call goes ahead of one that waits, and is not held up by it', async () => {
  const traced = await playBoth({
    s: [
      ...SERVE,
      'thread {',
      'recv a 9',
      '}',
      'pair x y',
      'quiet x 30',
      'touch %dir/up',
      'send a up',
      'join',
    ],
    c: [...DIAL, 'await %dir/up', 'recv a 9', 'write a hello'],
  });
  assert.equal(said(traced), ['s→c "up" 0..2 ×1', 'c→s "hello" 0..5 ×1']);
  const reader = await playBoth({
    s: [
      ...[...SERVE, 'thread {', 'recv a 9', 'touch %dir/over', '}', 'pair x y', 'quiet x 30'],
      ...['recv a 9 dontwait', 'write a go', 'await %dir/over', 'join'],
    ],
    c: [...DIAL, 'recv a 9', 'write a hello'],
  });
  assert.match(reader.output['s'] ?? '', 'recv a: EAGAIN');
  assert.equal(reader.unfollowed, []);
});

test.run();
