/** Duplicates that are kept: each is given back exactly once, and never too many are kept. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Engine } from '../../src/tracer/engine.ts';
import { HeldSockets } from '../../src/tracer/held-sockets.ts';
import type { OpenSocket } from '../../src/tracer/open-socket.ts';

const test = suite('tracer/held-sockets');

const setUp = () => {
  const dropped: number[] = [];
  const engine = { drop: (fd: number) => void dropped.push(fd) } as unknown as Engine;
  return { dropped, held: new HeldSockets(engine) };
};

const socket = (): OpenSocket => ({ cookie: 'c' }) as unknown as OpenSocket;

test('a duplicate is kept until it is released, and dropped once', () => {
  const { dropped, held } = setUp();
  const one = socket();
  held.keep(one, 7);
  assert.is(one.held, 7);
  held.release(one);
  held.release(one);
  assert.is(one.held, undefined);
  assert.equal(dropped, [7]);
});

test('what has been kept longest makes room', () => {
  const { dropped, held } = setUp();
  for (let fd = 0; fd < 300; fd++) {
    held.keep(socket(), fd);
  }
  assert.is(dropped.length, 44);
  assert.is(dropped[0], 0);
});

test('all can be given back at once', () => {
  const { dropped, held } = setUp();
  held.keep(socket(), 3);
  held.keep(socket(), 4);
  held.releaseAll();
  held.releaseAll();
  assert.equal(dropped, [3, 4]);
});

test.run();
