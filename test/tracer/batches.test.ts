/** sendmmsg and recvmmsg: as many sends and receives as they move messages. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from './casts.ts';
import { fates, type Play, play, playBoth, said } from './play.ts';

const test = suite('tracer/batches');

const SINK: readonly string[] = ['udp a', 'bind a 127.0.0.1 %port'];
const TO_SINK: readonly string[] = ['udp b', 'connect b 127.0.0.1 %port'];

const moves = ({ trace }: Play, node: string, call: string): number =>
  trace.events.filter(
    (event) => event.node === node && event.call === call && event.window !== undefined,
  ).length;

test('each datagram of a batch is a message, each that arrives a receive', async () => {
  const traced = await playBoth({
    s: [...SINK, 'recv a 9', 'recv a 9', 'recv a 9'],
    c: [...TO_SINK, 'mmsg b one two three'],
  });
  assert.equal(said(traced), ['c→s "one" 0..1 ×1', 'c→s "two" 1..2 ×1', 'c→s "three" 2..3 ×1']);
  assert.match(traced.output['c'] ?? '', 'mmsg b: 3 of 3 3 5');
  assert.is(moves(traced, 'c', 'send'), 3);
  assert.equal(traced.unfollowed, []);
});

test('a batch is received as what it holds', async () => {
  const traced = await playBoth({
    s: [...SINK, 'await %dir/sent', 'recvmmsg a 2', 'recvmmsg a 9 one'],
    c: [...TO_SINK, 'send b one', 'mmsg b two three', 'touch %dir/sent'],
  });
  assert.equal(said(traced), ['c→s "one" 0..1 ×1', 'c→s "two" 1..2 ×1', 'c→s "three" 2..3 ×1']);
  assert.match(traced.output['s'] ?? '', 'recvmmsg a: 2 "one" "two"\nrecvmmsg a: 1 "three"\n');
  assert.is(moves(traced, 's', 'receive'), 3);
});

test('a batch that is only looked at is received later', async () => {
  const traced = await playBoth({
    s: [...SINK, 'await %dir/sent', 'recvmmsg a 1 peek', 'recvmmsg a 2'],
    c: [...TO_SINK, 'mmsg b one two', 'touch %dir/sent'],
  });
  assert.equal(said(traced), ['c→s "one" 0..1 ×2', 'c→s "two" 1..2 ×1']);
});

test('a batch on a stream is one send of all its bytes, and one receive', async () => {
  const traced = await playBoth(
    {
      s: [...SERVE, 'await %dir/sent', 'recvmmsg a 1', 'read a 9'],
      c: [...DIAL, 'mmsg a one two three', 'touch %dir/sent', 'shutdown a wr', 'read a 1'],
    },
    { framer: 'write' },
  );
  assert.match(traced.output['s'] ?? '', 'recvmmsg a: 1 "onetwothree"');
  assert.equal(said(traced), ['c→s "onetwothree" 0..11 ×1']);
});

test('the omitted datagram of a batch is lost, the others arrive', async () => {
  const traced = await play(
    {
      s: [...SINK, 'recv a 9', 'recv a 9', 'quiet a 50'],
      c: [...TO_SINK, 'mmsgs b one two three'],
    },
    { faults: ['c→s udp "two"#1: omit'] },
  );
  assert.equal(said(traced), [
    'c→s "one" 0..1 ×1',
    'c→s "two" 1..2 withheld',
    'c→s "three" 2..3 ×1',
  ]);
  assert.equal(fates(traced), ['fired: lost a datagram of 3 bytes']);
  assert.match(traced.output['c'] ?? '', 'mmsgs b: 3');
  assert.match(traced.output['s'] ?? '', 'recv a: "one"\nrecv a: "three"\nquiet a: 0\n');
});

test('a batch ends before its omitted datagram, and begins with it', async () => {
  const traced = await play(
    {
      s: [...SINK, 'recv a 9', 'recv a 9', 'quiet a 50'],
      c: [...TO_SINK, 'mmsg b one two three', 'mmsg b two three', 'mmsg b three'],
    },
    { faults: ['c→s udp "two"#1: omit'] },
  );
  assert.match(traced.output['c'] ?? '', 'mmsg b: 1 of 3\nmmsg b: 1 of 3\nmmsg b: 1 of 5\n');
});

for (const [when, arrive] of [
  ['before', 1],
  ['after', 2],
] as const) {
  test(`a node that crashes ${when} a datagram of its batch sends ${arrive}`, async () => {
    const traced = await play(
      {
        s: [...SINK, ...Array.from({ length: arrive }, () => 'recv a 9'), 'quiet a 50'],
        c: [...TO_SINK, 'mmsgs b one two three', 'say never'],
      },
      { faults: [`c: crash ${when} c→s udp "two"#1`] },
    );
    assert.equal(fates(traced), ['fired: killed 1 process']);
    assert.match(traced.output['s'] ?? '', 'quiet a: 0\n');
    assert.not.match(traced.output['c'] ?? '', 'never');
    assert.is(said(traced).length, arrive);
  });
}

test('a cut in the middle of a batch on a stream: counted as sent, not delivered', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 99', 'await %dir/sent', 'quiet a 30'],
      c: [...DIAL, 'mmsg a one two three', 'mmsg a four five', 'touch %dir/sent'],
    },
    { framer: 'write', faults: ['c→s any#2: cut'] },
  );
  assert.match(traced.output['c'] ?? '', 'mmsg a: 3 of 3 3 5\nmmsg a: 2 of 4 4\n');
  assert.equal(said(traced), ['c→s "onetwothree" 0..11 ×1', 'c→s "fourfive" 11..19 withheld']);
  assert.equal(fates(traced), ['fired: withheld 8 bytes of this write']);
});

test('vectors at no offset are sends and receives as any other', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'preadv2 a 9 nowait', 'touch %dir/up', 'preadv2 a 9'],
    c: [...DIAL, 'await %dir/up', 'pwritev2 a hello'],
  });
  assert.equal(said(traced), ['c→s "hello" 0..5 ×1']);
  assert.match(traced.output['s'] ?? '', 'preadv2 a: EAGAIN\npreadv2 a: "hello"');
  assert.equal(traced.unfollowed, []);
});

test.run();
