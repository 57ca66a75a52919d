/** Calls that the engine made without asking are told as if each had been handled at its stop. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Context } from '../../src/tracer/context.ts';
import { replay } from '../../src/tracer/journal.ts';
import { DIAL, SERVE } from './casts.ts';
import { play, said } from './play.ts';

const test = suite('tracer/journal');

/** That many messages each way, in turns. */
const talk = (turns: number) => {
  const numbers = Array.from({ length: turns }, (_, i) => i);
  return {
    s: [...SERVE, ...numbers.flatMap((i) => ['read a 9', `write a pong-${i}`])],
    c: [...DIAL, ...numbers.flatMap((i) => [`write a ping-${i}`, 'poll a in', 'read a 9'])],
  };
};

test('a conversation is the same at one stop a call and at two', async () => {
  const once = await play(talk(8));
  const twice = await play(talk(8), { oneStop: false });
  assert.equal(said(once), said(twice));
  assert.equal(once.output, twice.output);
  assert.ok(once.stops < twice.stops, `${once.stops} stops, not fewer than ${twice.stops}`);
});

test('a call begins and ends in events side by side', async () => {
  const { trace } = await play(talk(6));
  const exits = trace.events.filter(({ phase, call }) => phase === 'exit' && call === 'send');
  assert.is(exits.length, 12);
  for (const { id, node } of exits) {
    const entry = trace.events.at(id - 1);
    assert.is(entry?.phase, 'entry');
    assert.is(entry?.node, node);
  }
});

for (const [how, ops] of [
  ['dup', ['dup a b', 'close a', 'write b over']],
  ['fork', ['fork {', 'write a over', '}', 'wait']],
  ['a second thread', ['thread {', 'write a over', '}', 'join']],
] as const) {
  test(`a connection that is shared later loses no byte: ${how}`, async () => {
    const cast = {
      s: [...SERVE, 'read a 9', 'write a pong', 'read a 9', 'write a pong', 'read a 9'],
      c: [...[...DIAL, 'write a ping', 'read a 9', 'write a ping', 'read a 9', ...ops]],
    };
    const once = await play(cast);
    const twice = await play(cast, { oneStop: false });
    assert.equal(said(once), said(twice));
    assert.equal(once.unfollowed, []);
  });
}

test('what was made on a descriptor that was not given free is an error', () => {
  const context = { processes: { thread: () => undefined } } as unknown as Context;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40_000 }), (tid) => {
      const journal = new Uint8Array(32);
      new DataView(journal.buffer).setInt32(0, tid, true);
      assert.throws(() => replay(context, journal), /not given free/);
    }),
  );
  assert.is(replay(context, new Uint8Array(0)), 0);
});

test.run();
