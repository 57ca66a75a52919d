/** Sends that fail or fall short at a message, as their programs and their peers see them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from './casts.ts';
import { type Cast, fates, type Play, type PlayOptions, play } from './play.ts';

const test = suite('tracer/struck-sends');

const output = (traced: Play, node: string): string => traced.output[node] ?? '';

async function follow(cast: Cast, fault: string, options: PlayOptions = {}): Promise<Play> {
  const traced = await play(cast, { faults: [fault], ...options });
  assert.equal(traced.unfollowed, []);
  return traced;
}

for (const [call, shown] of [
  ['write a two', 'write a'],
  ['send a two', 'send a'],
  ['writev a t w o', 'writev a'],
  ['sendmsg a t w o', 'sendmsg a'],
  ['pwritev2 a two', 'pwritev2 a'],
] as const) {
  test(`${shown.slice(0, -2)} fails at its message, and succeeds the next time`, async () => {
    const traced = await follow(
      { s: [...SERVE, 'all a 6'], c: [...DIAL, 'write a one', call, call] },
      'c→s "two"#1: fail error=ENOBUFS',
    );
    assert.ok(
      output(traced, 'c').endsWith(`${shown}: ENOBUFS\n${shown}: 3\n`),
      output(traced, 'c'),
    );
    assert.match(output(traced, 's'), 'all a: "onetwo"\n');
    assert.equal(fates(traced), ['fired: the send failed']);
  });

  test(`${shown.slice(0, -2)} takes one byte of its message`, async () => {
    const traced = await follow(
      { s: [...SERVE, 'all a 6'], c: [...DIAL, 'write a one', call, 'write a wo'] },
      'c→s "two"#1: shorten to 1 byte',
    );
    assert.ok(output(traced, 'c').endsWith(`${shown}: 1\nwrite a: 2\n`), output(traced, 'c'));
    assert.match(output(traced, 's'), 'all a: "onetwo"\n');
    assert.equal(fates(traced), ['fired: the send moved 1 byte']);
  });
}

test('before other messages of the call it falls short, and fails the next time', async () => {
  const traced = await follow(
    {
      s: [...SERVE, 'all a 14'],
      c: [...DIAL, 'lines a one two three', 'lines a two three', 'lines a two three'],
    },
    'c→s "two"#1: fail error=EIO',
    { framer: 'line' },
  );
  assert.match(output(traced, 'c'), 'lines a: 4\nlines a: EIO\nlines a: 10\n');
  assert.match(output(traced, 's'), 'all a: "one\ntwo\nthree\n"\n');
});

test('a short write goes so far into its message', async () => {
  const traced = await follow(
    { s: [...SERVE, 'all a 14'], c: [...DIAL, 'lines a one two three', 'lines a wo three'] },
    'c→s "two"#1: shorten to 1 byte',
    { framer: 'line' },
  );
  assert.match(output(traced, 'c'), 'lines a: 5\nlines a: 9\n');
  assert.match(output(traced, 's'), 'all a: "one\ntwo\nthree\n"\n');
});

test('a call that asks for no more is not struck', async () => {
  const traced = await follow(
    { s: [...SERVE, 'all a 3'], c: [...DIAL, 'write a one'] },
    'c→s "one"#1: shorten to 3 bytes',
  );
  assert.match(output(traced, 'c'), 'write a: 3\n');
  assert.match(fates(traced)[0] ?? '', /^missed/);
});

test('behind bytes that are withheld still', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'all a 6'],
      c: [...DIAL, 'write a one', 'write a two', 'write a two', 'write a wo'],
    },
    {
      faults: [
        'c→s "one"#1: delay until c→s "wo"#1 sent',
        'c→s "two"#1: fail error=ENOMEM',
        'c→s any#2: shorten to 1 byte',
      ],
    },
  );
  assert.match(output(traced, 'c'), 'write a: 3\nwrite a: ENOMEM\nwrite a: 1\nwrite a: 2\n');
  assert.match(output(traced, 's'), 'all a: "onetwo"\n');
});

test('a crash after a message that falls short comes when the rest is out', async () => {
  const traced = await play(
    { s: [...SERVE, 'all a 4', 'read a 9'], c: [...DIAL, 'lines a two', 'write a wo\n', 'hang'] },
    {
      framer: 'line',
      faults: ['c→s "two"#1: shorten to 1 byte', 'c: crash after c→s "two"#1'],
    },
  );
  assert.match(output(traced, 'c'), 'lines a: 1\n');
  assert.match(output(traced, 's'), 'all a: "two\n"\nread a: ""\n');
  assert.is(traced.ends['c'], 'signal 9');
});

for (const [call, shown] of [
  ['sendto b 127.0.0.1 %port one', 'sendto b'],
  ['msgto b 127.0.0.1 %port one', 'msgto b'],
] as const) {
  test(`a datagram is not sent: ${shown.slice(0, -2)}`, async () => {
    const traced = await follow(
      {
        s: ['udp a', 'bind a 127.0.0.1 %port', 'recv a 9', 'quiet a 30'],
        c: ['udp b', call, call],
      },
      'c→s udp "one"#1: fail error=EPERM',
    );
    assert.match(output(traced, 'c'), `${shown}: EPERM\n${shown}: 3\n`);
    assert.match(output(traced, 's'), 'recv a: "one"\nquiet a: 0\n');
    assert.equal(fates(traced), ['fired: the send failed']);
  });
}

test('of a batch of datagrams, those before it are sent', async () => {
  const traced = await follow(
    {
      s: ['udp a', 'bind a 127.0.0.1 %port', 'recv a 9', 'recv a 9'],
      c: ['udp b', 'connect b 127.0.0.1 %port', 'mmsg b one two', 'mmsg b two', 'mmsg b two'],
    },
    'c→s udp "two"#1: fail error=ENOBUFS',
  );
  assert.match(output(traced, 's'), 'recv a: "one"\nrecv a: "two"\n');
  assert.match(output(traced, 'c'), /mmsg b: 1.*\n(?:.*\n)*mmsg b: ENOBUFS\nmmsg b: 1/);
});

test('an attempt to connect fails by any errno, and then succeeds', async () => {
  const traced = await follow(
    { s: [...SERVE], c: ['tcp a', 'connect a 127.0.0.1 %port', 'connect a 127.0.0.1 %port'] },
    'c→s connect#1: fail error=EACCES',
  );
  assert.match(output(traced, 'c'), 'connect a: EACCES\nconnect a: 0\n');
  assert.equal(fates(traced), ['fired: connect failed']);
});

test.run();
