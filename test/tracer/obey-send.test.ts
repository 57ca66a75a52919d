/** Cuts and crashes as both ends of a real connection see them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Tracer } from '../../src/tracer/tracer.ts';
import { DIAL, SERVE } from './casts.ts';
import { fates, type Play, play, said } from './play.ts';

const test = suite('tracer/obey-send');

const CUT = ['c→s "two"#1: cut'];
/** Longer than the stack would take to tell, on loopback, of anything that was sent. */
const QUIET = 'quiet a 120';

const isQuiet = (tracer: Tracer): boolean => tracer.bytesUnderWay === 0;

const output = (traced: Play, node: string): string => traced.output[node] ?? '';

for (const [end, ops] of [
  ['goes on sending', ['write a three']],
  ['closes', ['close a']],
  ['shuts its writing half down', ['shutdown a wr']],
  ['shuts both halves down', ['shutdown a rdwr']],
  ['exits', ['exit 0']],
  ['is killed', ['raise 9']],
  ['has a second holder that closes too', ['fork {', 'close a', '}', 'wait', 'close a']],
  ['becomes another program', ['exec {', 'say new', '}']],
] as const) {
  test(`after a cut in silence the peer sees nothing more, when the sender ${end}`, async () => {
    const traced = await play(
      {
        s: [...SERVE, 'read a 9', 'await %dir/sent', QUIET, 'recv a 9 dontwait'],
        c: [...DIAL, 'write a one', 'write a two', 'touch %dir/sent', ...ops],
      },
      { faults: CUT },
    );
    assert.match(output(traced, 'c'), 'write a: 3\nwrite a: 3\n');
    assert.match(output(traced, 's'), 'read a: "one"\nquiet a: 0\nrecv a: EAGAIN\n');
    assert.equal(fates(traced), ['fired: withheld 3 bytes of this write']);
    assert.equal(said(traced).slice(0, 2), ['c→s "one" 0..3 ×1', 'c→s "two" 3..6 withheld']);
  });
}

test('a reset by the sender (linger 0 at close) does not get through a silent cut', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 9', 'write a unread', 'await %dir/sent', QUIET, 'recv a 9 dontwait'],
      c: [...DIAL, 'write a one', 'poll a in', 'write a two', 'close a', 'touch %dir/sent'],
    },
    { faults: CUT },
  );
  // Closing with unread data resets the connection.
  assert.match(output(traced, 's'), 'quiet a: 0\nrecv a: EAGAIN\n');
});

test('the other direction of a cut connection goes on', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 9', 'write a still', 'write a here'],
      c: [...DIAL, 'write a one', 'write a two', 'all a 9'],
    },
    { faults: CUT },
  );
  assert.match(output(traced, 'c'), 'all a: "stillhere"');
});

for (const [call, flags] of [
  ['nonblock a', 'non-blocking socket'],
  ['say x', 'MSG_DONTWAIT on a blocking socket'],
] as const) {
  test(`a cut direction takes a send buffer full, then says EAGAIN (${flags})`, async () => {
    const traced = await play(
      {
        s: [...SERVE, 'read a 9', 'await %dir/full', 'quiet a 20'],
        c: [...DIAL, 'write a one', 'write a two', call, 'fill a', 'fill a', 'touch %dir/full'],
      },
      { faults: CUT },
    );
    assert.match(output(traced, 'c'), 'fill a: EAGAIN after some\nfill a: EAGAIN after nothing\n');
    assert.match(output(traced, 's'), 'quiet a: 0\n');
  });
}

test('a blocking sender waits when the buffer of a cut direction is full', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 9', 'quiet a 100'],
      c: [...DIAL, 'write a one', 'write a two', 'big a 60000000', 'say never'],
    },
    { faults: ['c→s "two"#1: cut'], until: (tracer) => !tracer.isAlive('s') },
  );
  assert.not.match(output(traced, 'c'), 'big a');
  assert.is(traced.ends['c'], 'runs');
  assert.match(output(traced, 's'), 'quiet a: 0\n');
});

test('a write that is longer than the buffer blocks at once, and the cut has fired', async () => {
  const traced = await play(
    { s: [...SERVE, 'hang'], c: [...DIAL, 'big a 9000000', 'say never'] },
    { faults: ['c→s any#1: cut'], until: (_tracer, _output, fired) => fired() },
  );
  assert.match(fates(traced)[0] ?? '', /^fired: withheld \d+ bytes, then the sender waits$/);
});

for (const [flag, result, over] of [
  ['', 'EINTR', 'await %dir/after'],
  [' restart', 'restarted', 'quiet a 200'],
] as const) {
  test(`a sender that waits on a cut direction still takes signals (${result})`, async () => {
    const traced = await play(
      {
        s: [...SERVE, 'read a 9', 'await %dir/full', over],
        c: [
          ...[...DIAL, 'write a one', 'write a two', 'fill a', 'touch %dir/full'],
          ...[`handle 14${flag}`, 'alarm 30', 'write a stuck', 'say after', 'touch %dir/after'],
        ],
      },
      { faults: CUT, until: (tracer) => !tracer.isAlive('s') },
    );
    const after = flag === '' ? 'write a: EINTR\nafter\n' : 'fill a: EAGAIN after some\n';
    assert.ok(output(traced, 'c').endsWith(after), output(traced, 'c'));
  });
}

test('a sender that waits on a cut direction can be stopped, continued and ended', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 9', 'await %dir/full'],
      c: [
        ...[...DIAL, 'write a one', 'write a two', 'fill a', 'touch %dir/full'],
        ...['thread {', 'write a stuck', '}', 'nap', 'raise 15'],
      ],
    },
    { faults: CUT },
  );
  assert.match(output(traced, 'c'), 'nap: over');
  assert.is(traced.ends['c'], 'signal 15');
});

test('a cut in the middle of a write delivers the messages before it', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'all a 8', 'quiet a 60'],
      c: [...DIAL, 'lines a one yes two three', 'lines a four'],
    },
    { faults: CUT },
  );
  assert.match(output(traced, 'c'), 'lines a: 18\nlines a: 5\n');
  assert.match(output(traced, 's'), 'all a: "one\nyes\n"\nquiet a: 0\n');
  assert.equal(said(traced), [
    'c→s "one" 0..4 ×1',
    'c→s "yes" 4..8 ×1',
    'c→s "two" 8..12 withheld',
    'c→s "three" 12..18 withheld',
    'c→s "four" 18..23 withheld',
  ]);
  assert.equal(fates(traced), ['fired: withheld 10 bytes of this write']);
});

test('writes after shutdown on a cut direction fail as they would', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 9', 'await %dir/sent', 'quiet a 20'],
      c: [
        ...DIAL,
        'write a one',
        'write a two',
        'shutdown a wr',
        'send a x nosignal',
        'touch %dir/sent',
      ],
    },
    { faults: CUT },
  );
  assert.match(output(traced, 'c'), 'shutdown a: 0\nsend a: EPIPE\n');
});

test('a message that would fail anyway is not withheld, and the fault has not fired', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 9'],
      c: [...DIAL, 'write a one', 'shutdown a wr', 'send a two nosignal'],
    },
    { faults: CUT },
  );
  assert.match(output(traced, 'c'), 'send a: EPIPE\n');
  assert.equal(fates(traced), ['missed: its message was not sent in this run']);
});

test('a cut that ends in reset breaks the connection for both ends', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 9', 'read a 9', 'send a x nosignal'],
      c: [...DIAL, 'write a one', 'write a two', 'read a 9', 'send a x nosignal'],
    },
    { faults: ['c→s "two"#1: cut reset'] },
  );
  assert.is(
    output(traced, 'c'),
    'connect a: 0\nwrite a: 3\nwrite a: 3\nread a: ECONNRESET\nsend a: EPIPE\n',
  );
  assert.match(output(traced, 's'), 'read a: "one"\nread a: ECONNRESET\nsend a: EPIPE\n');
  assert.equal(fates(traced), ['fired: withheld 3 bytes of this write']);
  assert.equal(said(traced), ['c→s "one" 0..3 ×1', 'c→s "two" 3..6 withheld']);
});

test('after a reset nothing is under way any more, in either direction', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'write a back', 'await %dir/never'],
      c: [...DIAL, 'poll a in', 'write a one', 'write a two', 'touch %dir/sent', 'hang'],
    },
    {
      faults: ['c→s "two"#1: cut reset'],
      // Four bytes and three are never read: without the reset they would be under way for ever.
      until: (tracer, text) => text('c').split('write a: 3').length === 3 && isQuiet(tracer),
    },
  );
  assert.equal(fates(traced), ['fired: withheld 3 bytes of this write']);
});

test('a reset reaches a thread of the sender that waits for an answer', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 9', 'read a 9'],
      c: [...DIAL, 'thread {', 'recv a 9', '}', 'write a one', 'write a two', 'join'],
    },
    { faults: ['c→s "two"#1: cut reset'] },
  );
  assert.match(output(traced, 's'), 'read a: ECONNRESET\n');
  assert.match(output(traced, 'c'), /recv a: E(CONNRESET|PIPE)\n/);
});

test('a new connection of the pair is not cut', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 9', 'accept l b', 'read b 9'],
      c: [
        ...DIAL,
        'write a one',
        'write a two',
        'tcp b',
        'connect b 127.0.0.1 %port',
        'write b new',
      ],
    },
    { faults: CUT },
  );
  assert.match(output(traced, 's'), 'read b: "new"\n');
});

test('a crash before a message: it does not arrive, and the peer sees the end', async () => {
  const traced = await play(
    { s: [...SERVE, 'read a 9', 'read a 9'], c: [...DIAL, 'write a one', 'write a two', 'hang'] },
    { faults: ['c: crash before c→s "two"#1'] },
  );
  assert.is(output(traced, 'c'), 'connect a: 0\nwrite a: 3\n');
  assert.match(output(traced, 's'), 'read a: "one"\nread a: ""\n');
  assert.is(traced.ends['c'], 'signal 9');
  assert.equal(fates(traced), ['fired: killed 1 process']);
  assert.equal(said(traced), ['c→s "one" 0..3 ×1']);
});

test('a crash after a message: it does arrive', async () => {
  const traced = await play(
    { s: [...SERVE, 'all a 6', 'read a 9'], c: [...DIAL, 'write a one', 'write a two', 'hang'] },
    { faults: ['c: crash after c→s "two"#1'] },
  );
  assert.is(output(traced, 'c'), 'connect a: 0\nwrite a: 3\n');
  assert.match(output(traced, 's'), 'all a: "onetwo"\nread a: ""\n');
  assert.equal(said(traced), ['c→s "one" 0..3 ×1', 'c→s "two" 3..6 ×1']);
});

for (const [when, arrives] of [
  ['before', 'one\n'],
  ['after', 'one\ntwo\n'],
] as const) {
  test(`a crash ${when} a message in the middle of a write delivers what came first`, async () => {
    const traced = await play(
      { s: [...SERVE, 'all a 99'], c: [...DIAL, 'lines a one two three', 'hang'] },
      { faults: [`c: crash ${when} c→s "two"#1`] },
    );
    assert.match(output(traced, 's'), `all a: "${arrives}"\n`);
    assert.is(said(traced).length, when === 'before' ? 1 : 2);
  });
}

test('a cut and a later crash in one write: what the cut let through arrives', async () => {
  const traced = await play(
    { s: [...SERVE, 'all a 4', 'quiet a 60'], c: [...DIAL, 'lines a one two three', 'hang'] },
    { faults: ['c→s "two"#1: cut', 'c: crash after c→s "three"#1'] },
  );
  assert.match(output(traced, 's'), 'all a: "one\n"\nquiet a: 0\n');
  assert.equal(
    fates(traced).map((text) => text.split(':')[0]),
    ['fired', 'fired'],
  );
});

test('a direction that is cut cannot be cut again: the second cut has not fired', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 9', 'await %dir/sent', 'quiet a 20'],
      c: [...DIAL, 'write a one', 'write a two', 'write a three', 'touch %dir/sent'],
    },
    { faults: [...CUT, 'c→s "three"#1: cut reset'] },
  );
  assert.match(output(traced, 's'), 'quiet a: 0\n');
  assert.equal(fates(traced), [
    'fired: withheld 3 bytes of this write',
    'missed: that direction was cut before',
  ]);
});

test('a crash after a message that a cut withholds still fires', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 9', 'await %dir/sent', 'quiet a 60'],
      c: [...DIAL, 'write a one', 'write a two', 'touch %dir/sent', 'write a three', 'hang'],
    },
    { faults: [...CUT, 'c: crash after c→s "three"#1'] },
  );
  assert.is(traced.ends['c'], 'signal 9');
  assert.match(output(traced, 's'), 'quiet a: 0\n');
});

for (const [mode, ops, results] of [
  ['non-blocking', ['nonblock a', 'fill a'], /lines a: EAGAIN\n[\s\S]*lines a: 8\n/],
  ['blocking', ['fill a'], /raw a: 4, registers kept\n[\s\S]*lines a: 4\n/],
] as const) {
  test(`when the bytes before a cut don't fit, the ${mode} call ends before it`, async () => {
    const go = ['fork {', 'close a', 'parked', 'touch %dir/go', 'hang', '}'];
    const again =
      mode === 'blocking'
        ? [...go, 'raw a one two', 'lines a two']
        : ['lines a one two', 'touch %dir/go', 'poll a out', 'lines a one two'];
    const traced = await play(
      {
        s: ['tcp l', 'buffer l 60000 in', ...SERVE.slice(1), 'await %dir/go', 'count a'],
        c: ['tcp a', 'buffer a 60000', ...DIAL.slice(1), ...ops, ...again],
      },
      {
        framer: 'line',
        faults: CUT,
        until: (tracer) => tracer.endOf('c') !== undefined && tracer.bytesUnderWay === 0,
      },
    );
    assert.match(output(traced, 'c'), results);
    assert.equal(fates(traced), ['fired: withheld 4 bytes of this write']);
    const { events, messages } = traced.trace;
    const two = messages.find(({ label }) => label === 'two');
    const read = events.findLast(({ call, window }) => call === 'receive' && window)?.window?.to;
    assert.is(read, two?.window.from, 'all bytes before the message arrive');
    assert.is(two?.withheld, true);
  });
}

test('when only a part of the bytes before a cut fits, it is a short write', async () => {
  const traced = await play(
    {
      s: ['tcp l', 'buffer l 60000 in', ...SERVE.slice(1), 'count a'],
      c: ['tcp a', 'buffer a 60000', ...DIAL.slice(1), 'nonblock a', 'long a 900000 two'],
    },
    {
      framer: 'line',
      faults: CUT,
      until: (tracer) => !tracer.isAlive('c') && tracer.bytesUnderWay === 0,
    },
  );
  assert.match(output(traced, 'c'), 'long a: 900004\n');
  const { events } = traced.trace;
  const messages = [...traced.trace.messages];
  const read = events.findLast(({ call, window }) => call === 'receive' && window)?.window?.to;
  assert.is(read, 900_000);
  assert.equal(messages.at(-1)?.window, { from: 900_000, to: 900_004 });
  assert.is(messages.at(-1)?.withheld, true);
});

test('a planned cut whose message is never sent is reported as missed', async () => {
  const traced = await play(
    { s: [...SERVE, 'read a 9'], c: [...DIAL, 'write a one'] },
    { faults: ['c→s "two"#1: cut', 'c→s "one"#2: cut', 's→c any#1: cut'] },
  );
  assert.equal(fates(traced), [
    'missed: its message was not sent in this run',
    'missed: its message was not sent in this run',
    'missed: its message was not sent in this run',
  ]);
});

test.run();
