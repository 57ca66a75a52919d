/** Bytes that are withheld and delivered later, as both ends of a real connection see them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from './casts.ts';
import { fates, type Play, play, said } from './play.ts';

const test = suite('tracer/drain');

const output = (traced: Play, node: string): string => traced.output[node] ?? '';

const QUIET = ['await %dir/sent', 'quiet a 60'];

/** The reader says when it has seen nothing, the other side of the play ends the fault by that. */
const UNTIL = 'until s→c "go"#1 sent';

for (const [end, ops, sees] of [
  ['goes on sending', ['write a three', 'read a 1'], 'all a: "twothree"\n'],
  ['closes', ['close a'], 'all a: "two"\nread a: ""\n'],
  ['shuts its writing half down', ['shutdown a wr', 'read a 1'], 'all a: "two"\nread a: ""\n'],
  ['exits', ['exit 0'], 'all a: "two"\nread a: ""\n'],
  ['is killed', ['raise 9'], 'all a: "two"\nread a: ""\n'],
] as const) {
  for (const fault of ['delay', 'cut']) {
    test(`${fault}: all arrives late, in order, if the sender ${end}`, async () => {
      const more = sees.includes('three') ? ['all a 8'] : ['all a 3', 'read a 9'];
      const traced = await play(
        {
          s: [...SERVE, 'read a 9', ...QUIET, 'send a go nosignal', ...more],
          c: [...DIAL, 'write a one', 'write a two', 'touch %dir/sent', 'read a 2', ...ops],
        },
        { faults: [`c→s "two"#1: ${fault} ${UNTIL}`] },
      );
      assert.match(output(traced, 'c'), 'write a: 3\nwrite a: 3\n');
      assert.match(output(traced, 's'), `read a: "one"\nquiet a: 0\nsend a: 2\n${sees}`);
      assert.equal(fates(traced), ['fired: withheld 3 bytes of this write']);
      assert.equal(said(traced).slice(0, 2), ['c→s "one" 0..3 ×1', 'c→s "two" 3..6 ×1']);
      assert.equal(traced.unfollowed, []);
    });
  }
}

for (const [end, ops] of [
  ['closes', ['close a', 'touch %dir/sent']],
  ['shuts its writing half down', ['shutdown a wr', 'touch %dir/sent', 'read a 1']],
  ['exits', ['touch %dir/sent', 'exit 0']],
  ['is killed', ['touch %dir/sent', 'raise 9']],
] as const) {
  test(`bytes of a sender that ${end} while they are withheld still arrive, then FIN`, async () => {
    const traced = await play(
      {
        s: [...SERVE, 'read a 9', 'await %dir/sent', 'quiet a 60', 'all a 6', 'read a 9'],
        c: [...DIAL, 'write a one', 'write a two', 'write a end', ...ops],
      },
      { faults: ['c→s "two"#1: delay for 300ms'] },
    );
    assert.match(output(traced, 's'), 'quiet a: 0\nall a: "twoend"\nread a: ""\n');
  });
}

test('several delays on one connection: each holds back what is behind it', async () => {
  const traced = await play(
    {
      s: [
        ...[...SERVE, 'await %dir/sent', 'quiet a 40', 'write a ready', 'all a 8'],
        ...['quiet a 40', 'write a go', 'all a 16'],
      ],
      c: [...DIAL, 'lines a one two three four', 'lines a five', 'touch %dir/sent', 'all a 7'],
    },
    {
      faults: [
        'c→s "one"#1: delay until s→c "ready"#1 sent',
        'c→s "three"#1: delay until s→c "go"#1 sent',
      ],
    },
  );
  assert.match(
    output(traced, 's'),
    `quiet a: 0\nwrite a: 5\nall a: "one\ntwo\n"
quiet a: 0\nwrite a: 2\nall a: "three\nfour\nfive\n"`,
  );
  assert.equal(traced.unfollowed, []);
});

test('a delay and a cut behind it: what is between arrives, the rest never', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'await %dir/sent', 'quiet a 40', 'write a go', 'all a 6', 'quiet a 60'],
      c: [...DIAL, 'write a one', 'write a two', 'write a end', 'touch %dir/sent', 'all a 2'],
    },
    { faults: [`c→s "one"#1: delay ${UNTIL}`, 'c→s "end"#1: cut'] },
  );
  assert.match(output(traced, 's'), 'quiet a: 0\nwrite a: 2\nall a: "onetwo"\nquiet a: 0\n');
  assert.equal(fates(traced), [
    'fired: withheld 3 bytes of this write',
    'fired: withheld 3 bytes of this write',
  ]);
});

test('a blocking sender that waits for room goes on, and nothing is lost', async () => {
  const traced = await play(
    {
      s: [
        ...[...SERVE, 'read a 3', 'await %dir/sent', 'quiet a 40', 'write a go'],
        ...['all a 3', 'drain a 9000000'],
      ],
      c: [
        ...[...DIAL, 'write a one', 'write a two', 'touch %dir/sent'],
        ...['flood a 9000000', 'all a 2'],
      ],
    },
    { faults: [`c→s "two"#1: delay ${UNTIL}`] },
  );
  assert.match(output(traced, 'c'), 'flood a: 9000000\nall a: "go"\n');
  assert.match(output(traced, 's'), 'drain a: 9000000 bytes, all as sent\n');
  assert.equal(traced.unfollowed, []);
});

test('a blocked call longer than the buffer returns when it has got rid of all', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'quiet a 20', 'count a'],
      c: [...DIAL, 'big a 9000000', 'close a'],
    },
    { faults: ['c→s any#1: delay for 200ms'], framer: 'write' },
  );
  assert.match(output(traced, 'c'), 'big a: 9000000\n');
  assert.equal(traced.unfollowed, []);
});

test('a non-blocking sender is told EAGAIN, and may send again once the reader reads', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'await %dir/full', 'quiet a 20', 'write a go', 'count a'],
      c: [
        ...[...DIAL, 'write a one', 'nonblock a', 'fill a', 'fill a', 'touch %dir/full'],
        ...['poll a in', 'flood a 300000'],
      ],
    },
    { faults: [`c→s "one"#1: delay ${UNTIL}`] },
  );
  assert.match(output(traced, 'c'), 'fill a: EAGAIN after some\nfill a: EAGAIN after nothing\n');
  assert.match(output(traced, 'c'), 'flood a: 300000\n');
});

test('a cut that ends in a reset: what was withheld is lost, both ends see it', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 9', ...QUIET, 'write a go', 'read a 9'],
      c: [
        ...DIAL,
        'write a one',
        'write a two',
        'touch %dir/sent',
        'all a 2',
        'read a 9',
        'send a x nosignal',
      ],
    },
    { faults: [`c→s "two"#1: cut ${UNTIL}, then reset`] },
  );
  assert.match(output(traced, 's'), 'quiet a: 0\nwrite a: 2\nread a: ECONNRESET\n');
  assert.match(output(traced, 'c'), /read a: E(CONNRESET|PIPE)\nsend a: EPIPE\n/);
});

test('a cut of both directions: neither hears of the other until it is over', async () => {
  const traced = await play(
    {
      s: [
        ...[...SERVE, 'read a 9', 'await %dir/sent', 'write a back', 'quiet a 60'],
        ...['touch %dir/quiet', 'all a 3'],
      ],
      c: [
        ...[...DIAL, 'write a one', 'write a two', 'touch %dir/sent', 'quiet a 60'],
        ...['await %dir/quiet', 'udp u', 'sendto u 127.0.0.1 %port go', 'all a 4'],
      ],
    },
    { faults: ['c→s "two"#1: cut both until c→s udp "go"#1 sent'] },
  );
  assert.match(output(traced, 's'), 'write a: 4\nquiet a: 0\nall a: "two"\n');
  assert.match(output(traced, 'c'), 'quiet a: 0\nsendto u: 2\nall a: "back"\n');
});

test('a reset after delivery: the message arrives whole, then the reset is seen', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'await %dir/sent', 'all a 8', 'read a 9'],
      c: [...DIAL, 'lines a one two three', 'send a x nosignal', 'touch %dir/sent', 'read a 9'],
    },
    { faults: ['c→s "two"#1: reset'] },
  );
  assert.match(output(traced, 'c'), 'lines a: 14\n');
  assert.match(output(traced, 's'), 'all a: "one\ntwo\n"\nread a: ECONNRESET\n');
  assert.equal(fates(traced), ['fired: reset the connection after the last byte']);
});

test('at heal all that is withheld goes on', async () => {
  const traced = await play(
    { s: [...SERVE, 'all a 3', 'quiet a 40'], c: [...DIAL, 'write a one', 'hang'] },
    {
      faults: ['c→s "one"#1: delay until heal'],
      until: (_tracer, _text, fired) => fired(),
    },
  );
  assert.equal(fates(traced), ['fired: withheld 3 bytes of this write']);
});

test.run();
