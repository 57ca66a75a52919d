/** Sends on streams: every call, every size, several threads at once. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from './casts.ts';
import { fates, play, playBoth, said } from './play.ts';

const test = suite('tracer/sends');

for (const [call, bytes] of [
  ['write a hello', 'hello'],
  ['send a hello', 'hello'],
  ['send a hello dontwait', 'hello'],
  ['writev a he ll o', 'hello'],
  ['sendmsg a he ll o', 'hello'],
] as const) {
  test(`"${call}" is one message of the bytes that went out`, async () => {
    const traced = await playBoth({ s: [...SERVE, 'all a 5'], c: [...DIAL, call] });
    assert.equal(said(traced), [`c→s "${bytes}" 0..5 ×1`]);
    assert.equal(traced.unfollowed, []);
  });
}

test('several MB in chunks: windows add up, no byte is lost or changed', async () => {
  const traced = await playBoth(
    { s: [...SERVE, 'drain a 4000000'], c: [...DIAL, 'flood a 4000000'] },
    { framer: 'write' },
  );
  assert.match(traced.output['s'] ?? '', 'drain a: 4000000 bytes, all as sent');
  assert.equal([...traced.trace.messages].at(-1)?.window.to, 4_000_000);
});

test('short writes and a full send buffer: windows hold what the kernel took', async () => {
  const traced = await play(
    {
      s: ['tcp l', 'buffer l 60000 in', ...SERVE.slice(1), 'await %dir/go', 'count a'],
      c: [
        ...['tcp a', 'buffer a 60000', ...DIAL.slice(1), 'nonblock a', 'fill a'],
        ...['touch %dir/go', 'long a 1000000'],
      ],
    },
    { framer: 'write' },
  );
  const { events } = traced.trace;
  const sends = events.filter(({ call, phase }) => call === 'send' && phase === 'exit');
  const total = Number(/count a: (\d+)/.exec(traced.output['s'] ?? '')?.[1]);
  assert.ok(
    sends.some(({ result }) => result === -11),
    'it was full at some time',
  );
  assert.is(sends.findLast(({ window }) => window)?.window?.to, total);
});

test('one blocking write of more than the buffers hold is one window', async () => {
  const traced = await playBoth(
    { s: [...SERVE, 'drain a 9000000'], c: [...DIAL, 'big a 9000000'] },
    { framer: 'write' },
  );
  assert.is(traced.trace.messages.filter(({ kind }) => kind === 'tcp').length, 1);
  assert.equal([...traced.trace.messages].at(-1)?.window, { from: 0, to: 9_000_000 });
});

for (const restart of ['', ' restart']) {
  test(`a blocked sender that signals interrupt loses nothing (handler${restart})`, async () => {
    const traced = await playBoth(
      {
        s: [...SERVE, 'await %dir/go', 'drain a 9000000', 'read a 1'],
        c: [
          ...DIAL,
          ...['fork {', 'close a', 'pair x y', 'quiet x 100', 'touch %dir/go', 'exit', '}'],
          ...[`handle 14${restart}`, 'alarm 20', 'flood a 9000000', 'alarm 0', 'wait', 'close a'],
        ],
      },
      { framer: 'write' },
    );
    assert.match(traced.output['s'] ?? '', 'drain a: 9000000 bytes, all as sent\nread a: ""');
  });
}

test('sends that fail send no message', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'read a 9'],
    c: [...DIAL, 'badsend a', 'send b x', 'write a ok', 'shutdown a wr', 'send a late nosignal'],
  });
  assert.equal(said(traced), ['c→s "ok" 0..2 ×1']);
  assert.match(traced.output['c'] ?? '', 'send a: EPIPE');
});

test('SIGPIPE comes as it would', async () => {
  const traced = await playBoth({
    s: [...SERVE],
    c: [...DIAL, 'shutdown a wr', 'write a late'],
  });
  assert.is(traced.ends['c'], 'signal 13');
});

test('a sender that learns of a reset is after the end of the one who caused it', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'read a 1', 'close a', 'touch %dir/closed'],
    c: [...DIAL, 'write a ab', 'await %dir/closed', 'send a x nosignal', 'send a y nosignal'],
  });
  const { events, edges } = traced.trace;
  const failed = events.find(({ call, result }) => call === 'send' && (result ?? 0) < 0);
  const causes = edges
    .filter(({ to }) => to === failed?.id)
    .map(({ from }) => events.at(from)?.call);
  assert.equal(causes, ['close']);
});

test('messages are the lines of a text, whichever writes they came in', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'all a 14'],
    c: [...DIAL, 'lines a one two', 'write a th', 'lines a ree'],
  });
  assert.equal(
    said(traced).map((text) => text.replace(/ ×\d+$/, '')),
    ['c→s "one" 0..4', 'c→s "two" 4..8', 'c→s "th" 8..14'],
  );
});

test('two threads that write to one connection leave windows in the true order', async () => {
  const each = (text: string): string[] => ['thread {', `repeat a 300 ${text}`, '}'];
  const traced = await play(
    {
      s: [...SERVE, 'all a 3600', 'read a 1'],
      c: [...DIAL, ...each('aaaa'), ...each('bbbb'), ...each('cccc'), 'join', 'close a'],
    },
    { framer: 'write' },
  );
  const read = /all a: "([abc]*)"/.exec(traced.output['s'] ?? '')?.[1] ?? '';
  const order = traced.trace.messages
    .filter(({ kind }) => kind === 'tcp')
    .toSorted((a, b) => a.window.from - b.window.from)
    .map(({ label }) => label);
  assert.is(order.join(''), read);
  assert.equal(traced.unfollowed, []);
});

test('two processes that write to one connection leave windows in the true order', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'all a 2400', 'read a 1'],
      c: [...DIAL, 'fork {', 'repeat a 300 aaaa', '}', 'repeat a 300 bbbb', 'wait', 'close a'],
    },
    { framer: 'write' },
  );
  const read = /all a: "([ab]*)"/.exec(traced.output['s'] ?? '')?.[1] ?? '';
  const order = traced.trace.messages
    .filter(({ kind }) => kind === 'tcp')
    .toSorted((a, b) => a.window.from - b.window.from)
    .map(({ label }) => label);
  assert.is(order.join(''), read);
});

test('a crash after a message waits until the message is out, in however many writes', async () => {
  const traced = await play(
    {
      s: ['tcp l', 'buffer l 60000 in', ...SERVE.slice(1), 'count a'],
      c: ['tcp a', 'buffer a 60000', ...DIAL.slice(1), 'nonblock a', 'long a 2000000', 'hang'],
    },
    { framer: 'line', faults: ['c: crash after c→s any#1'] },
  );
  assert.match(traced.output['s'] ?? '', 'count a: 2000000, then the end');
  assert.not.match(traced.output['c'] ?? '', 'long');
  assert.equal(fates(traced), ['fired: killed 1 process']);
});

test.run();
