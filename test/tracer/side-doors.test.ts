/** Ways between nodes that are not followed: told of when they are gone, and only then. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from './casts.ts';
import { play, playBoth } from './play.ts';

const test = suite('tracer/side-doors');

for (const [how, call] of [
  ['vm', 'process_vm_readv'],
  ['fd', 'pidfd_getfd'],
] as const) {
  test(`${call} into another node is reported, into its own it is not`, async () => {
    const peer = ['await %dir/pid', `peer %dir/pid ${how}`, 'touch %dir/over'];
    const apart = await play({ s: ['pidfile %dir/pid', 'await %dir/over'], c: peer });
    assert.equal(apart.unfollowed, [`c reached into s by ${call}`]);
    const within = await play({
      c: ['fork {', 'pidfile %dir/pid', 'await %dir/over', '}', ...peer, 'wait'],
    });
    assert.equal(within.unfollowed, []);
  });
}

for (const [ops, call] of [
  [['shm %port'], 'shmget'],
  [['queue /ldfi-%port'], 'mq_open'],
] as const) {
  test(`an object by ${call} is reported when two nodes have got it`, async () => {
    const last = ops.map((op) => `${op} last`);
    const apart = await playBoth({ s: [...ops, 'touch %dir/got'], c: ['await %dir/got', ...last] });
    assert.equal(apart.unfollowed, [`s and c got the same object by ${call}`]);
    const within = await playBoth({ c: [...ops, ...last] });
    assert.equal(within.unfollowed, []);
  });
}

test('a request to the kernel for a socket is reported, for a file it is not', async () => {
  const traced = await play(
    { s: [...SERVE, 'read a 9'], c: [...DIAL, 'submit a hello'] },
    { gaps: true },
  );
  assert.ok(traced.unfollowed.includes('c used io_submit on a socket'), `${traced.unfollowed}`);
  const file = await playBoth({ c: ['open f %dir/file', 'submit f hello'] });
  assert.equal(file.unfollowed, []);
});

test('a program that is to be traced by another cannot be: it is named', async () => {
  const traced = await play({ c: ['traceme'] });
  assert.match(traced.output['c'] ?? '', 'traceme : EPERM');
  assert.equal(traced.unfollowed, ['c traces a program itself, which cannot be done twice']);
});

test('a thread that takes descriptors of its own is reported', async () => {
  const traced = await playBoth({ c: ['thread {', 'unshare', '}', 'join'] });
  assert.equal(traced.unfollowed, ['c made a thread with descriptors of its own']);
  const alone = await playBoth({ c: ['unshare'] });
  assert.equal(alone.unfollowed, []);
});

test('a program whose calls another one answers is reported', async () => {
  const traced = await playBoth({ c: ['listener'] });
  assert.equal(traced.unfollowed, [
    'c lets another program answer its system calls (seccomp notification)',
  ]);
});

test.run();
