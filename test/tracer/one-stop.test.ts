/**
 * Calls that the tracer makes for its tracees: what they did is what it would have been, and a
 * duplicate that is kept from call to call keeps nothing open.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from './casts.ts';
import { play, playBoth, said } from './play.ts';

const test = suite('tracer/one-stop');

/** One message each way, so that both sockets have been used in the place of their owners. */
const TALK = ['write a ping', 'read a 9'];
const REPLY = ['read a 9', 'write a pong'];

/** Inodes of the sockets by which a process keeps its ports to itself. */
const portMarks = (): ReadonlySet<string | undefined> =>
  new Set(
    readFileSync('/proc/self/net/unix', 'latin1')
      .split('\n')
      .filter((line) => line.includes('@ldfi-port-'))
      .map((line) => line.trim().split(/\s+/)[6]),
  );

const ourSockets = (): number => {
  const marks = portMarks();
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      const [, inode] = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${fd}`)) ?? [];
      return inode !== undefined && !marks.has(inode);
    } catch {
      return false;
    }
  }).length;
};

test('a send and a receive that need not wait take one stop each', async () => {
  const cast = {
    s: [...SERVE, 'poll a in', 'read a 9', 'await %dir/read', 'write a pong'],
    c: [...DIAL, 'write a ping', 'touch %dir/read', 'poll a in', 'read a 9'],
  };
  const once = await play(cast);
  const twice = await play(cast, { oneStop: false });
  assert.equal(said(once), said(twice));
  assert.is(twice.stops - once.stops, 4);
});

test('what a call did is recorded right behind its beginning', async () => {
  const { trace } = await play({
    s: [...SERVE, 'poll a in', 'read a 9'],
    c: [...DIAL, 'write a ping'],
  });
  const [sent] = trace.messages.filter(({ kind }) => kind === 'tcp');
  const exit = trace.events.at((sent?.sent ?? 0) + 1);
  assert.is(exit?.call, 'send');
  assert.is(exit?.phase, 'exit');
});

for (const [how, ops] of [
  ['close', ['close a']],
  ['close_range', ['close_range a a']],
  ['shutdown', ['shutdown a wr']],
  ['dup2 over it', ['tcp z', 'dup2 z a']],
  ['exec', ['exec {', 'await %dir/over', '}']],
  ['exec from a thread', ['threadexec {', 'await %dir/over', '}']],
  ['the death of the process that has it', []],
] as const) {
  test(`the peer sees the end at once: ${how}`, async () => {
    const isDeath = ops.length === 0;
    const dial = [`tcp a${how.startsWith('exec') ? ' cloexec' : ''}`, ...DIAL.slice(1)];
    const own = isDeath ? ['fork {', ...dial, ...TALK, 'raise 9', '}'] : [...dial, ...TALK];
    const sockets = ourSockets();
    await playBoth({
      s: [...SERVE, ...REPLY, 'poll a in', 'recv a 9 dontwait', 'touch %dir/over'],
      c: [...own, ...ops, 'await %dir/over'],
    });
    assert.is(ourSockets(), sockets);
  });
}

test('a close by one thread ends the connection while another runs', async () => {
  await playBoth({
    s: [...SERVE, ...REPLY, 'read a 9', 'touch %dir/over'],
    c: [...DIAL, ...TALK, 'thread {', 'await %dir/over', '}', 'close a', 'await %dir/over'],
  });
});

test('a socket that two processes hold ends with the second', async () => {
  await playBoth({
    s: [...SERVE, ...REPLY, 'quiet a 50', 'touch %dir/go', 'read a 9'],
    c: [...DIAL, ...TALK, 'fork {', 'await %dir/go', '}', 'close a', 'wait'],
  });
});

test('half a connection that was shut leaves the other half', async () => {
  await playBoth({
    s: [...SERVE, ...REPLY, 'read a 9', 'write a still', 'close a'],
    c: [...DIAL, ...TALK, 'shutdown a wr', 'read a 9', 'read a 9'],
  });
});

test('closing with linger 0 resets the connection', async () => {
  const traced = await playBoth({
    s: [...SERVE, ...REPLY, 'poll a in', 'read a 9', 'touch %dir/over'],
    c: [...DIAL, ...TALK, 'linger a', 'close a', 'await %dir/over'],
  });
  assert.match(traced.output['s'] ?? '', 'read a: ECONNRESET');
});

test('a send after the end raises SIGPIPE in the program', async () => {
  const traced = await playBoth({
    s: [...SERVE, ...REPLY, 'close a', 'touch %dir/over'],
    c: [...DIAL, ...TALK, 'await %dir/over', 'read a 9', 'write a x', 'write a x', 'say never'],
  });
  assert.is(traced.ends['c'], 'signal 13');
});

test('a receive to where nothing may be written loses no byte', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'poll a in', 'badread a'],
    c: [...DIAL, 'write a hello'],
  });
  assert.match(traced.output['s'] ?? '', 'badread a: EFAULT\nbadread a: 5\ntext: hello\n');
  assert.equal(said(traced), ['c→s "hello" 0..5 ×1']);
});

test('bytes that are lost with the memory that they were for are told of', async () => {
  const traced = await play({
    s: [...SERVE, 'poll a in', 'goneread a'],
    c: [...DIAL, 'write a onetwo'],
  });
  assert.match(traced.output['s'] ?? '', 'goneread a: 3\ngoneread a: EFAULT\n');
  assert.equal(traced.unfollowed, ['s received where it has no memory any more']);
});

test('a receive that waits for a number of bytes goes on waiting', async () => {
  await playBoth({
    s: [...SERVE, 'lowat a 8', 'touch %dir/go', 'read a 9'],
    c: [...DIAL, 'await %dir/go', 'write a four', 'quiet a 50', 'write a more'],
  });
});

test('a receive waits for a number of bytes that is set later', async () => {
  await playBoth({
    s: [
      ...[...SERVE, 'poll a in', 'read a 9', 'lowat a 8', 'touch %dir/go'],
      ...['await %dir/some', 'read a 9'],
    ],
    c: [
      ...[...DIAL, 'write a one', 'await %dir/go', 'write a four', 'touch %dir/some'],
      ...['quiet a 50', 'write a more'],
    ],
  });
});

for (const [how, ops] of [
  ['fcntl', ['mode a fcntl wait']],
  ['ioctl', ['mode a ioctl wait']],
  ['another process', ['fork {', 'mode a ioctl wait', '}', 'wait']],
] as const) {
  test(`a receive waits again when ${how} has set that`, async () => {
    const nowait = how === 'fcntl' ? 'mode a fcntl nowait' : 'mode a ioctl nowait';
    const traced = await playBoth({
      s: [
        ...[...SERVE, 'poll a in', nowait, 'read a 9', 'read a 9'],
        ...[...ops, 'touch %dir/go', 'read a 9'],
      ],
      c: [...DIAL, 'write a one', 'await %dir/go', 'quiet a 50', 'write a two'],
    });
    assert.match(traced.output['s'] ?? '', /EAGAIN[\s\S]*two/);
  });
}

test('what recvmsg tells beside the bytes is what the kernel tells', async () => {
  await playBoth({
    s: [...SERVE, 'poll a in', 'from a', 'from a', 'from a'],
    c: [...DIAL, 'write a hello-world', 'close a'],
  });
});

for (const call of ['read a 9', 'recv a 9', 'recvfrom a 9', 'recvmsg a 9', 'readv a 9']) {
  test(`"${call}" gets the same bytes, waiting or not`, async () => {
    await playBoth({
      s: [
        ...[...SERVE, call, 'touch %dir/first', 'poll a in', call],
        ...['nonblock a', call, 'touch %dir/over'],
      ],
      c: [...DIAL, 'write a one', 'await %dir/first', 'write a second-one', 'await %dir/over'],
    });
  });
}

test.run();
