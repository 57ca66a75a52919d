/** Readiness as an observation: whatever had come and was not read may have been what was told. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { causalPast } from '../../src/lineage/causal-past.ts';
import { DIAL, SERVE } from './casts.ts';
import { engineOf, type Play, play, playBoth, said } from './play.ts';

const test = suite('tracer/polls');

engineOf(['polls']);

/** Calls of `from` whose edges lead to polls of `node`. */
const seenBy = ({ trace }: Play, node: string): string[] =>
  [...trace.edges]
    .filter(({ kind, to }) => kind === 'poll' && trace.events.at(to)?.node === node)
    .map(({ from }) => `${trace.events.at(from)?.node} ${trace.events.at(from)?.call}`);

test('bytes that a poll told of are in its past, though nobody read them', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'poll a in', 'say told'],
    c: [...DIAL, 'write a hello', 'read a 1'],
  });
  assert.ok(seenBy(traced, 's').includes('c send'), seenBy(traced, 's').join());
  const last = [...traced.trace.events].findLast(({ call }) => call === 'poll')?.id ?? 0;
  const [message] = traced.trace.messages.filter(({ kind }) => kind === 'tcp');
  assert.equal(message?.received, [last]);
  assert.ok(causalPast(traced.trace, [last]).includes(message?.sent ?? -1));
});

for (const call of ['epoll a', 'select a']) {
  test(`"${call}" tells the same`, async () => {
    const traced = await playBoth({
      s: [...SERVE, call],
      c: [...DIAL, 'write a hello', 'read a 1'],
    });
    assert.ok(seenBy(traced, 's').includes('c send'), seenBy(traced, 's').join());
  });
}

test('a datagram that a poll told of is in its past', async () => {
  const traced = await playBoth({
    s: ['udp a', 'bind a 127.0.0.1 %port', 'poll a in'],
    c: ['udp b', 'connect b 127.0.0.1 %port', 'send b hello'],
  });
  assert.equal(seenBy(traced, 's'), ['c send']);
  assert.equal(said(traced), ['c→s "hello" 0..1 ×1']);
});

test('a connection that waits to be accepted, and the end of one', async () => {
  const traced = await playBoth({
    s: [...SERVE.slice(0, 3), 'poll l in', 'accept l a', 'poll a in'],
    c: [...DIAL, 'close a'],
  });
  const seen = seenBy(traced, 's');
  assert.ok(seen.includes('c connect'), seen.join());
  assert.ok(seen.includes('c close'), seen.join());
});

test('a poll that times out has learnt of nobody', async () => {
  const traced = await play({
    s: [...SERVE, 'quiet a 20', 'touch %dir/quiet', 'read a 9'],
    c: [...DIAL, 'await %dir/quiet', 'write a hello'],
  });
  const polls = [...traced.trace.events].filter(({ call }) => call === 'poll');
  assert.equal(polls, []);
});

test('a read after the poll receives as ever', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'poll a in', 'read a 9'],
    c: [...DIAL, 'write a hello', 'read a 1'],
  });
  assert.equal(said(traced), ['c→s "hello" 0..5 ×2']);
});

test.run();
