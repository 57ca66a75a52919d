/** AF_UNIX: fine inside a node, a blind spot between two. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { play, playBoth } from './play.ts';

const test = suite('tracer/unix-sockets');

test('a Unix socket inside a node, between its processes, is fine', async () => {
  const traced = await playBoth({
    s: [
      ...['unix l', 'bind l %dir/sock', 'listen l', 'fork {', 'unix a', 'connect a %dir/sock'],
      ...['write a hello', 'exit', '}', 'accept l b', 'read b 9', 'wait'],
    ],
  });
  assert.equal(traced.unfollowed, []);
});

test('two nodes that talk over a Unix socket are not followed', async () => {
  const traced = await playBoth({
    s: ['unix l', 'bind l %dir/sock', 'listen l', 'accept l a', 'read a 9'],
    c: ['unix a', 'connect a %dir/sock', 'write a hello'],
  });
  assert.ok(traced.unfollowed.some((text) => text.startsWith('c talks to s over ')));
});

test('whatever the path looked like: the kernel knows who listened', async () => {
  const traced = await playBoth({
    s: ['unix l', 'bind l /proc/self/cwd/sock', 'listen l', 'accept l a', 'read a 9'],
    c: ['unix a', 'connect a ./././sock', 'write a hello'],
  });
  assert.equal(traced.unfollowed, ['c talks to s over a Unix socket, which is not followed']);
});

test('a datagram to the Unix socket of another node is noticed, relative path or not', async () => {
  const traced = await play({
    s: ['unixdgram a', 'bind a ./sock', 'recv a 9'],
    c: ['unixdgram b', 'sendto b %dir/sock 0 hello'],
  });
  assert.match(traced.output['s'] ?? '', 'recv a: "hello"');
  assert.is(traced.unfollowed.length, 1);
});

test.run();
