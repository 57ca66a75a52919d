/** Programs that guard, stop, replace and kill themselves in the middle of what is followed. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from './casts.ts';
import { play, playBoth, said } from './play.ts';

const test = suite('tracer/robustness');

for (const [how, shown] of [
  ['errno', 'send a: EXDEV\n'],
  ['trap', 'trapped\n'],
] as const) {
  test(`a send that the program's own filter answers (${how}) is none`, async () => {
    const traced = await playBoth({
      s: [...SERVE, 'all a 6', 'read a 9'],
      c: [...DIAL, 'write a one', `forbid sendto ${how}`, 'send a two', 'write a end'],
    });
    assert.match(traced.output['c'] ?? '', shown);
    assert.equal(said(traced), ['c→s "one" 0..3 ×1', 'c→s "end" 3..6 ×1']);
    assert.equal(traced.unfollowed, []);
  });

  test(`a close that the program's own filter answers (${how}) closes nothing`, async () => {
    const traced = await playBoth({
      s: [...SERVE, 'all a 6', 'read a 9'],
      c: [...DIAL, 'write a one', `forbid close ${how}`, 'close a', 'write a two'],
    });
    assert.equal(said(traced), ['c→s "one" 0..3 ×1', 'c→s "two" 3..6 ×1']);
  });
}

test('a call that the program forbids itself on pain of death kills it as ever', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'all a 3', 'read a 9'],
    c: [...DIAL, 'write a one', 'forbid sendto kill', 'send a two'],
  });
  assert.is(traced.ends['c'], 'signal 31');
  assert.equal(said(traced), ['c→s "one" 0..3 ×1']);
});

for (const how of ['errno', 'kill']) {
  test(`a sender that cannot be made to wait (${how}) is not followed`, async () => {
    const traced = await play(
      {
        s: [...SERVE, 'read a 9', 'quiet a 50'],
        c: [...DIAL, 'write a one', 'write a two', `forbid pause ${how}`, 'big a 60000000'],
      },
      {
        faults: ['c→s "two"#1: cut'],
        until: (tracer) => !tracer.isAlive('s') && tracer.unfollowed.size > 0,
      },
    );
    const why = 'c has a seccomp filter by which it cannot be made to wait';
    assert.equal(traced.unfollowed, [why]);
    assert.is(traced.ends['c'], 'runs');
  });
}

test('a program that stops and goes on in the middle of a conversation', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'read a 9', 'nap', 'write a pong'],
    c: [...DIAL, 'nap', 'write a ping', 'read a 9'],
  });
  assert.equal(said(traced), ['c→s "ping" 0..4 ×1', 's→c "pong" 0..4 ×1']);
});

test('a program that is replaced while its other threads wait in their calls', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'read a 9', 'write a hello'],
    c: [
      ...[...DIAL, 'thread {', 'read a 9', '}', 'pair x y', 'quiet x 20'],
      ...['threadexec {', 'write a two', 'read a 9', '}'],
    ],
  });
  assert.equal(said(traced), ['c→s "two" 0..3 ×1', 's→c "hello" 0..5 ×1']);
  assert.equal(traced.unfollowed, []);
});

test('a thread that is killed while its batch waits leaves the connection to others', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 9', 'read a 9'],
      c: [
        ...[...DIAL, 'fork {', 'thread {', 'recvmmsg a 4', '}', 'pair x y', 'quiet x 30'],
        ...['raise 9', '}', 'wait', 'write a done'],
      ],
    },
    { faults: [] },
  );
  assert.equal(said(traced), ['c→s "done" 0..4 ×1']);
  assert.match(traced.output['c'] ?? '', 'wait: signal 9');
});

test('a daemon goes on when its maker has ended, and takes SIGTERM as it pleases', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'read a 9', 'read a 9'],
    c: [
      ...['daemon {', 'ignore 15', ...DIAL, 'await %dir/alone', 'raise 15', 'write a alive', '}'],
      ...['touch %dir/alone', 'exit 4'],
    ],
  });
  assert.equal(said(traced), ['c→s "alive" 0..5 ×1']);
  assert.is(traced.ends['c'], 'exit code 4');
});

test.run();
