/** Crashes and pauses before a message is received: it lies there, and its reader never sees it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from './casts.ts';
import { type Cast, fates, type Play, play, said } from './play.ts';

const test = suite('tracer/early-receives');

const output = (traced: Play, node: string): string => traced.output[node] ?? '';

async function follow(cast: Cast, ...faults: readonly string[]): Promise<Play> {
  const traced = await play(cast, { faults });
  assert.equal(traced.unfollowed, []);
  return traced;
}

const CRASH = 's: crash before c→s "two"#1 received';

for (const [name, ops] of [
  ['read, which waits', ['read a 3', 'read a 3']],
  ['recvmsg', ['recvmsg a 3', 'recvmsg a 3']],
  ['poll and read', ['read a 3', 'poll a in', 'read a 9']],
  ['a look ahead', ['read a 3', 'recv a 9 peek']],
] as const) {
  test(`crash before a message is received by ${name}: its sender sees a reset`, async () => {
    const traced = await follow(
      {
        s: [...SERVE, ...ops, 'say saw', 'hang'],
        c: [...DIAL, 'write a one', 'write a two', 'read a 9'],
      },
      CRASH,
    );
    assert.equal(fates(traced), ['fired: killed 1 process']);
    assert.match(output(traced, 's'), 'a: "one"\n');
    assert.not.match(output(traced, 's'), 'two');
    // Unread input makes the kernel of a killed process reset the connection.
    assert.match(output(traced, 'c'), 'read a: ECONNRESET\n');
    assert.equal(said(traced), ['c→s "one" 0..3 ×1', 'c→s "two" 3..6 ×0']);
  });
}

test('after it was received, the same crash shows as the end', async () => {
  const traced = await follow(
    {
      s: [...SERVE, 'read a 3', 'read a 3', 'hang'],
      c: [...DIAL, 'write a one', 'write a two', 'read a 9'],
    },
    's: crash after c→s "two"#1 received',
  );
  assert.match(output(traced, 'c'), 'read a: ""\n');
});

test('a read that would return an earlier message with it is struck as well', async () => {
  const traced = await follow(
    {
      s: [...SERVE, 'await %dir/sent', 'read a 9', 'say saw'],
      c: [...DIAL, 'write a one', 'write a two', 'touch %dir/sent', 'read a 9'],
    },
    CRASH,
  );
  assert.equal(fates(traced), ['fired: killed 1 process']);
  assert.not.match(output(traced, 's'), 'saw');
});

test('pause before a message is received: it is read when that is over', async () => {
  const traced = await follow(
    {
      s: [...SERVE, 'read a 3', 'read a 3', 'write a done'],
      c: [...DIAL, 'write a one', 'write a two', 'quiet a 60', 'write a go', 'read a 9'],
    },
    's: pause before c→s "two"#1 received until c→s "go"#1 sent',
  );
  assert.equal(fates(traced), ['fired: stopped 1 thread']);
  assert.match(output(traced, 'c'), 'quiet a: 0\nwrite a: 2\nread a: "done"\n');
  assert.match(output(traced, 's'), 'read a: "one"\nread a: "two"\nwrite a: 4\n');
});

test('a reader that waits sees the end, and signals', async () => {
  const ended = await follow(
    { s: [...SERVE, 'read a 3', 'read a 3'], c: [...DIAL, 'write a one', 'poll a out'] },
    CRASH,
  );
  assert.match(output(ended, 's'), 'read a: "one"\nread a: ""\n');
  const interrupted = await follow(
    {
      s: [...SERVE, 'read a 3', 'handle 14', 'alarm 30', 'read a 3', 'alarm 0', 'touch %dir/ok'],
      c: [...DIAL, 'write a one', 'await %dir/ok'],
    },
    CRASH,
  );
  assert.match(output(interrupted, 's'), 'read a: "one"\nread a: EINTR\n');
});

test('a reader that must not wait is told so', async () => {
  const traced = await follow(
    {
      s: [...SERVE, 'read a 3', 'recv a 3 dontwait', 'nonblock a', 'read a 3', 'touch %dir/ok'],
      c: [...DIAL, 'write a one', 'await %dir/ok'],
    },
    CRASH,
  );
  assert.match(output(traced, 's'), 'recv a: EAGAIN\nnonblock a: 0\nread a: EAGAIN\n');
  assert.equal(fates(traced), ['missed: its message was not sent in this run']);
});

for (const [kind, server, client] of [
  ['unix', ['unix l', 'bind l ./sock', 'listen l', 'accept l a'], ['unix a', 'connect a ./sock']],
  ['udp', ['udp a', 'bind a 127.0.0.1 %port'], ['udp a', 'connect a 127.0.0.1 %port']],
] as const) {
  test(`over ${kind} as well`, async () => {
    const traced = await follow(
      {
        s: [...server, 'read a 3', 'read a 3', 'say saw', 'hang'],
        c: [...client, 'write a one', 'write a two'],
      },
      `s: crash before c→s ${kind} "two"#1 received`,
    );
    assert.equal(fates(traced), ['fired: killed 1 process']);
    assert.not.match(output(traced, 's'), 'saw');
    assert.equal(said(traced).at(-1)?.endsWith('×0'), true);
  });
}

test.run();
