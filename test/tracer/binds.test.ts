/** bind and listen on real processes: who listens where. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { play } from './play.ts';

const test = suite('tracer/binds');

const calls = async (ops: readonly string[]): Promise<string[]> => {
  const { trace } = await play({ s: ops });
  return trace.events
    .filter(({ call }) => call === 'bind' || call === 'listen')
    .map(({ call, phase, result }) => `${call} ${phase} ${result}`);
};

test('bind and listen are recorded when they succeed', async () => {
  assert.equal(await calls(['tcp l', 'bind l 127.0.0.1 %port', 'listen l']), [
    'bind exit 0',
    'listen exit 0',
  ]);
});

test('a bind that fails is not', async () => {
  const twice = [
    'udp a',
    'bind a 127.0.0.1 %port',
    'udp b',
    'bind b 8.8.8.8 53',
    'bind a 0.0.0.0 1',
  ];
  assert.equal(await calls(twice), ['bind exit 0']);
});

test('a Unix socket is bound and listens, too', async () => {
  const expected = ['bind exit 0', 'listen exit 0'];
  assert.equal(await calls(['unix l', 'bind l %dir/sock', 'listen l']), expected);
});

test('a listener without a bind is found by the port that the kernel gave', async () => {
  const { unfollowed, trace } = await play({ s: ['tcp l', 'listen l'] });
  assert.equal(unfollowed, []);
  assert.is(trace.events.filter(({ call }) => call === 'listen').length, 1);
});

test.run();
