/**
 * Which descriptor leads to which socket, through everything that copies, closes and reuses them.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from './casts.ts';
import { playBoth, said } from './play.ts';

const test = suite('tracer/descriptors');

for (const dup of ['dup', 'dupfd']) {
  test(`${dup} leads to the same connection, and the end comes after the last close`, async () => {
    const traced = await playBoth({
      s: [...SERVE, 'all a 6', 'read a 9'],
      c: [...DIAL, `${dup} a b`, 'write b one', 'close a', 'write b two', 'close b'],
    });
    assert.equal(said(traced), ['c→s "one" 0..3 ×1', 'c→s "two" 3..6 ×1']);
    assert.is(traced.trace.channels.length, 1);
  });
}

for (const dup of ['dup2', 'dup3']) {
  test(`${dup} onto another connection closes that one`, async () => {
    const traced = await playBoth({
      s: [...SERVE, 'accept l b', 'read b 9', 'read a 9'],
      c: [...DIAL, 'tcp b', 'connect b 127.0.0.1 %port', `${dup} a b`, 'write b one'],
    });
    assert.equal(said(traced), ['c→s "one" 0..3 ×1']);
    assert.is(traced.trace.messages.find(({ kind }) => kind === 'tcp')?.channel, 0);
    const { events, edges } = traced.trace;
    const end = events.find(
      ({ channel, result, phase, call }) =>
        channel === 1 && call === 'receive' && phase === 'exit' && result === 0,
    );
    assert.equal(
      edges.filter(({ to }) => to === end?.id).map(({ from }) => events.at(from)?.call),
      ['close'],
    );
  });
}

test('dup2 onto itself changes nothing', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'all a 6'],
    c: [...DIAL, 'write a one', 'dup2 a a', 'write a two'],
  });
  assert.equal(said(traced), ['c→s "one" 0..3 ×1', 'c→s "two" 3..6 ×1']);
  assert.is(
    traced.trace.events.filter(({ call, node }) => call === 'close' && node === 'c').length,
    0,
  );
});

test('a socket as standard input', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'stdin a', 'fork {', 'read a 9', '}', 'wait'],
    c: [...DIAL, 'write a hello'],
  });
  assert.equal(said(traced), ['c→s "hello" 0..5 ×1']);
});

test('a number that is closed and given again leads to the new connection', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'read a 9', 'accept l b', 'read b 9', 'accept l c', 'read c 9'],
    c: [
      ...[...DIAL, 'write a one', 'close a'],
      ...[...DIAL, 'write a two', 'close a'],
      ...['open f %dir/file', 'write f file', 'close f'],
      ...[...DIAL, 'write a three'],
    ],
  });
  assert.equal(said(traced), ['c→s "one" 0..3 ×1', 'c→s "two" 0..3 ×1', 'c→s "three" 0..5 ×1']);
  assert.is(traced.trace.channels.length, 3);
});

test('a number of a file that becomes one of a connection, by whatever call, is seen', async () => {
  const file = (name: string): string[] => [`open ${name} %dir/file`, `write ${name} file`];
  const traced = await playBoth({
    s: [...SERVE, 'all a 12'],
    c: [
      ...['open x %dir/file', ...DIAL, 'write a one', 'dup2 a x', 'write x two'],
      ...[...file('y'), 'dup3 a y', 'write y six'],
      ...[...file('z'), 'close z', 'dup a z', 'write z ten'],
    ],
  });
  assert.equal(
    said(traced).map((text) => text.slice(0, 9)),
    ['c→s "one"', 'c→s "two"', 'c→s "six"', 'c→s "ten"'],
  );
});

test('what one thread makes of a number, the others see', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'all a 8'],
    c: [
      ...['open f %dir/file', 'thread {', 'write f file', 'touch %dir/1', 'await %dir/2'],
      ...['write f sock', '}', 'write f file', 'await %dir/1', 'close f', ...DIAL],
      ...['touch %dir/2', 'join', 'write a more'],
    ],
  });
  assert.equal(
    said(traced)
      .map((text) => text.slice(0, 10))
      .toSorted(),
    ['c→s "more"', 'c→s "sock"'],
  );
  assert.equal(traced.unfollowed, []);
});

test('close_range closes connections, unless it only marks them', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'read a 9', 'read a 9', 'touch %dir/seen'],
    c: [
      ...['tcp a', 'dup a z', 'connect a 127.0.0.1 %port', 'close_range a z cloexec'],
      ...['write a one', 'close_range a z', 'write a two', 'await %dir/seen'],
    ],
  });
  assert.match(traced.output['c'] ?? '', 'write a: EBADF');
  assert.equal(said(traced), ['c→s "one" 0..3 ×1']);
  const closes = traced.trace.events.filter(({ call, node }) => call === 'close' && node === 'c');
  assert.is(closes.length, 2);
});

test('a half close by shutdown is no end of the other half', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'shutdown a rd', 'write a one', 'shutdown a wr'],
    c: [...DIAL, 'read a 9', 'read a 9', 'shutdown a rdwr', 'shutdown a wr'],
  });
  assert.equal(said(traced), ['s→c "one" 0..3 ×1']);
});

test('a connection that is handed over a Unix socket is the same connection', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'all a 6'],
    c: [
      ...['pair x y', 'fork {', 'take a x', 'write a two', 'exit', '}'],
      ...[...DIAL, 'write a one', 'pass a y', 'wait'],
    ],
  });
  assert.equal(said(traced), ['c→s "one" 0..3 ×1', 'c→s "two" 3..6 ×1']);
  assert.equal(
    traced.trace.messages
      .filter(({ kind }) => kind === 'tcp')
      .map(({ sent }) => traced.trace.events.at(sent)?.process),
    [0, 1],
  );
});

test('closing what is no descriptor, and other odd calls, disturb nothing', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'odd', 'read a 9'],
    c: [...DIAL, 'odd', 'badsend a', 'odd', 'write a hello'],
  });
  assert.equal(said(traced), ['c→s "hello" 0..5 ×1']);
  assert.is(traced.trace.events.filter(({ call }) => call === 'close').length, 0);
});

test.run();
