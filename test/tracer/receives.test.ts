/** Reads on streams: every call, what they consume, and how they learn of the end. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from './casts.ts';
import { play, playBoth, said } from './play.ts';

const test = suite('tracer/receives');

for (const call of ['read a 9', 'recv a 9', 'recvfrom a 9', 'recvmsg a 9', 'readv a 9']) {
  test(`"${call}" consumes what it returned`, async () => {
    const traced = await playBoth({ s: [...SERVE, call], c: [...DIAL, 'write a hello'] });
    assert.equal(said(traced), ['c→s "hello" 0..5 ×1']);
    const read = traced.trace.events.find((event) => event.call === 'receive' && event.window);
    assert.equal(read?.window, { from: 0, to: 5 });
  });
}

test('one read of several writes has them all as parents', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'await %dir/sent', 'read a 9'],
    c: [...DIAL, 'write a ab', 'write a cd', 'write a ef', 'touch %dir/sent'],
  });
  const { edges, events } = traced.trace;
  const read = events.find((event) => event.call === 'receive' && event.window);
  const parents = edges.filter(({ to, kind }) => to === read?.id && kind === 'data');
  assert.equal(
    parents.map(({ from }) => events.at(from)?.call),
    ['send', 'send', 'send'],
  );
  assert.ok(parents.every(({ from }) => events.at(from)?.phase === 'entry'));
});

test('one write that is read in parts was received by each of the reads', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'read a 1', 'read a 2', 'read a 9'],
    c: [...DIAL, 'write a abcdef'],
  });
  assert.equal(said(traced), ['c→s "abcdef" 0..6 ×3']);
});

test('peeking consumes nothing, but sees what was sent', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'recv a 3 peek', 'recv a 9 peek', 'recvmsg a 9 peek', 'read a 9'],
    c: [...DIAL, 'write a hello'],
  });
  assert.equal(said(traced), ['c→s "hello" 0..5 ×4']);
  const { edges, events } = traced.trace;
  const data = [...edges].filter(({ kind }) => kind === 'data');
  assert.is(new Set(data.map(({ to }) => to)).size, 4);
  assert.is([...events].filter(({ call, window }) => call === 'receive' && window).length, 1);
});

test('a read for a number of bytes that come in several writes is one read', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'recv a 6 waitall'],
    c: [...DIAL, 'write a ab', 'write a cd', 'write a ef'],
  });
  assert.equal(said(traced), ['c→s "ab" 0..2 ×1', 'c→s "cd" 2..4 ×1', 'c→s "ef" 4..6 ×1']);
});

test('a read without data consumes nothing and sees no end', async () => {
  const traced = await playBoth({
    s: [
      ...SERVE,
      'recv a 9 dontwait',
      'nonblock a',
      'read a 9',
      'touch %dir/go',
      'poll a in',
      'read a 9',
    ],
    c: [...DIAL, 'await %dir/go', 'write a hello', 'touch %dir/done'],
  });
  assert.match(traced.output['s'] ?? '', 'recv a: EAGAIN\nnonblock a: 0\nread a: EAGAIN');
  assert.equal(said(traced), ['c→s "hello" 0..5 ×1']);
});

for (const [how, ops] of [
  ['close', ['close a', 'await %dir/read']],
  ['shutdown of the writing half', ['shutdown a wr', 'await %dir/read']],
  ['exit', []],
  ['exec of a program that does not inherit it', ['exec {', 'await %dir/read', '}']],
] as const) {
  test(`the end of a stream is after ${how} at the other end`, async () => {
    const flag = how.startsWith('exec') ? ' cloexec' : '';
    const traced = await playBoth({
      s: [...SERVE, 'read a 9', 'touch %dir/read'],
      c: [`tcp a${flag}`, 'connect a 127.0.0.1 %port', ...ops],
    });
    const { edges, events } = traced.trace;
    const end = events.find(
      ({ call, phase, result }) => call === 'receive' && phase === 'exit' && result === 0,
    );
    const causes = edges.filter(({ to, kind }) => to === end?.id && kind === 'close');
    assert.ok(causes.length > 0, 'an edge');
    assert.ok(causes.every(({ from }) => events.at(from)?.node === 'c'));
  });
}

test('after a half close the other half goes on', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'read a 9', 'read a 9', 'write a still', 'close a'],
    c: [...DIAL, 'write a hello', 'shutdown a wr', 'read a 9', 'read a 9'],
  });
  assert.equal(said(traced), ['c→s "hello" 0..5 ×1', 's→c "still" 0..5 ×1']);
});

test('the end of a stream that two processes held is after both let go', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'read a 9'],
    c: [...DIAL, 'fork {', 'close a', '}', 'wait', 'close a'],
  });
  const { edges, events } = traced.trace;
  const end = events.find(
    ({ call, phase, result }) => call === 'receive' && phase === 'exit' && result === 0,
  );
  const causes = edges.filter(({ to, kind }) => to === end?.id && kind === 'close');
  assert.equal(
    causes.map(({ from }) => `${events.at(from)?.call} ${events.at(from)?.process}`),
    ['close 1', 'close 0'],
  );
});

test('a reader of a reset is after the end of the one who caused it', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'await %dir/sent', 'close a'],
    c: [...DIAL, 'write a unread', 'touch %dir/sent', 'read a 9'],
  });
  assert.match(traced.output['c'] ?? '', 'read a: ECONNRESET');
  const { edges, events } = traced.trace;
  const reset = events.find(({ result }) => result === -104);
  const causes = edges.filter(({ to }) => to === reset?.id).map(({ from }) => events.at(from));
  assert.equal(
    causes.map((event) => `${event?.node} ${event?.call}`),
    ['s close'],
  );
});

test('two threads that read one connection leave windows in the true order', async () => {
  const reader = ['thread {', 'recv a 4', 'recv a 4', 'recv a 4', '}'];
  const traced = await play({
    s: [...SERVE, ...reader, ...reader, 'join'],
    c: [...DIAL, ...Array.from({ length: 6 }, (_, i) => `write a msg${i}`), 'read a 1'],
  });
  assert.equal(traced.unfollowed, []);
  const { messages, events } = traced.trace;
  const tcp = messages.filter(({ kind }) => kind === 'tcp');
  const threads = tcp.map(({ received }) => events.at(received[0] ?? 0)?.thread);
  const lines = (traced.output['s'] ?? '').match(/"msg\d"/g) ?? [];
  assert.is(lines.length, 6);
  assert.is(new Set(threads).size <= 2, true);
  assert.ok(tcp.every(({ received }) => received.length === 1));
});

test('bytes that are thrown away unread are consumed', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'await %dir/sent', 'recv a 3 trunc', 'read a 9'],
    c: [...DIAL, 'write a onetwo', 'touch %dir/sent'],
  });
  assert.match(traced.output['s'] ?? '', 'read a: "two"');
  const windows = traced.trace.events.filter(({ call }) => call === 'receive');
  assert.equal(
    windows.flatMap(({ window }) => (window ? [window] : [])),
    [
      { from: 0, to: 3 },
      { from: 3, to: 6 },
    ],
  );
});

test('a look at the errors of a socket consumes nothing', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'await %dir/sent', 'recvmsg a 9 errqueue', 'read a 9'],
    c: [...DIAL, 'write a hello', 'touch %dir/sent'],
  });
  assert.equal(said(traced), ['c→s "hello" 0..5 ×1']);
});

test('urgent data is not in the order of the stream: not followed', async () => {
  const traced = await playBoth(
    { s: [...SERVE, 'read a 2', 'read a 9'], c: [...DIAL, 'send a ab oob', 'shutdown a wr'] },
    { gaps: true },
  );
  assert.equal(traced.unfollowed, ['c used urgent data (MSG_OOB)']);
});

test('a datagram of a node that was not seen to be sent is reported', async () => {
  // Cut into segments by the kernel: one send, two datagrams.
  const traced = await playBoth({
    s: ['udp a', 'bind a 127.0.0.1 %port', 'recvfrom a 9', 'recvfrom a 9'],
    c: [
      'udp b',
      'bind b 127.0.0.1 %other',
      'connect b 127.0.0.1 %port',
      'segment b 2',
      'send b abcd',
    ],
  });
  assert.equal(traced.unfollowed, ['s read a datagram from c that no traced call sent']);
});

test.run();
