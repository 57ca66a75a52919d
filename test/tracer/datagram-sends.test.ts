/** UDP on real processes: who sent what to whom, and datagrams that get lost. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fates, play, playBoth, said } from './play.ts';

const test = suite('tracer/datagram-sends');

const BIND = ['udp a', 'bind a 127.0.0.1 %port'];

for (const [name, ops] of [
  ['sendto without connect', ['udp b', 'sendto b 127.0.0.1 %port hello']],
  ['sendmsg with an address', ['udp b', 'msgto b 127.0.0.1 %port hello']],
  ['send after connect', ['udp b', 'connect b 127.0.0.1 %port', 'send b hello']],
  ['write after connect', ['udp b', 'connect b 127.0.0.1 %port', 'write b hello']],
  ['sendto the wildcard address', ['udp b', 'sendto b 0.0.0.0 %port hello']],
  ['IPv4 mapped into IPv6', ['udp6 b', 'sendto b ::ffff:127.0.0.1 %port hello']],
] as const) {
  for (const read of ['recvfrom a 9', 'recv a 9', 'recvmsg a 9', 'read a 9']) {
    test(`a datagram by ${name} is received by ${read.split(' ')[0]}`, async () => {
      const traced = await playBoth({ s: [...BIND, read], c: ops });
      assert.equal(said(traced), ['c→s "hello" 0..1 ×1']);
      assert.equal(traced.unfollowed, []);
      assert.is(traced.trace.edges.filter(({ kind }) => kind === 'data').length, 1);
    });
  }
}

test('over IPv6 and to a wildcard receiver', async () => {
  const traced = await playBoth({
    s: ['udp6 a', 'bind a :: %port', 'recvfrom a 9', 'recvfrom a 9'],
    c: ['udp6 b', 'sendto b ::1 %port six', 'udp d', 'sendto d 127.0.0.1 %port four'],
  });
  assert.equal(said(traced), ['c→s "six" 0..1 ×1', 'c→s "four" 0..1 ×1']);
});

test('the answer goes back on the same channel, to the node that asked', async () => {
  const traced = await playBoth({
    s: ['udp a', 'bind a 0.0.0.0 %port', 'connect a 127.0.0.1 %other', 'recv a 9', 'send a pong'],
    c: ['udp b', 'bind b 127.0.0.1 %other', 'sendto b 127.0.0.1 %port ping', 'recvfrom b 9'],
  });
  assert.equal(said(traced), ['c→s "ping" 0..1 ×1', 's→c "pong" 1..2 ×1']);
  assert.is(traced.trace.channels.length, 1);
  assert.equal(
    traced.trace.messages.map(({ direction }) => direction),
    ['forth', 'back'],
  );
});

test("a port that a first send has given is known to be the sender's", async () => {
  const traced = await playBoth({
    s: [...BIND, 'answer a pong'],
    c: ['udp b', 'sendto b 127.0.0.1 %port ping', 'recvfrom b 9'],
  });
  assert.equal(said(traced), ['c→s "ping" 0..1 ×1', 's→c "pong" 1..2 ×1']);
});

test('equal datagrams are received in the order in which they were sent', async () => {
  const send = ['send b same', 'send b same', 'send b same'];
  const traced = await playBoth({
    s: [...BIND, 'recvfrom a 9', 'recvfrom a 9', 'recvfrom a 9'],
    c: ['udp b', 'connect b 127.0.0.1 %port', ...send],
  });
  const reads = traced.trace.messages.map(({ received }) => received[0] ?? 0);
  assert.equal(
    reads,
    reads.toSorted((a, b) => a - b),
  );
  assert.is(new Set(reads).size, 3);
});

test('equal datagrams of two senders are told apart by their source', async () => {
  const traced = await playBoth({
    s: [...BIND, 'await %dir/both', 'recvfrom a 9', 'recvfrom a 9'],
    c: ['udp b', 'sendto b 127.0.0.1 %port same', 'touch %dir/first'],
    d: ['await %dir/first', 'udp b', 'sendto b 127.0.0.1 %port same', 'touch %dir/both'],
  });
  assert.equal(said(traced), ['c→s "same" 0..1 ×1', 'd→s "same" 0..1 ×1']);
});

test('a datagram that is longer than the buffer of its reader is still that datagram', async () => {
  const traced = await playBoth({
    s: [...BIND, 'recvfrom a 3', 'recvfrom a 3 trunc', 'recvfrom a 9'],
    c: ['udp b', 'connect b 127.0.0.1 %port', 'send b longer1', 'send b longer2', 'send b end'],
  });
  assert.equal(said(traced), [
    'c→s "longer1" 0..1 ×1',
    'c→s "longer2" 1..2 ×1',
    'c→s "end" 2..3 ×1',
  ]);
});

test('peeking takes nothing, but sees what was sent', async () => {
  const traced = await playBoth({
    s: [...BIND, 'recv a 9 peek', 'recv a 9'],
    c: ['udp b', 'sendto b 127.0.0.1 %port hello'],
  });
  assert.equal(said(traced), ['c→s "hello" 0..1 ×2']);
});

test('a datagram that nobody reads was sent, and received by none', async () => {
  const traced = await playBoth({ s: [...BIND], c: ['udp b', 'sendto b 127.0.0.1 %port hello'] });
  assert.equal(said(traced), ['c→s "hello" 0..1 ×0']);
});

test('a datagram that the kernel refuses is no message', async () => {
  const traced = await playBoth({
    s: [...BIND],
    c: ['udp b', 'connect b 127.0.0.1 %port', 'badsend b', 'udp d', 'send d nowhere'],
  });
  assert.equal(said(traced), []);
});

test('omit loses exactly that datagram, and its sender sees success', async () => {
  const traced = await play(
    {
      s: [...BIND, 'recvfrom a 9', 'recvfrom a 9', 'quiet a 50'],
      c: ['udp b', ...['one', 'two', 'three'].map((text) => `sendto b 127.0.0.1 %port ${text}`)],
    },
    { faults: ['c→s udp "two"#1: omit'] },
  );
  assert.match(traced.output['c'] ?? '', 'sendto b: 3\nsendto b: 3\nsendto b: 5\n');
  assert.match(traced.output['s'] ?? '', '"one"\nrecvfrom a: "three"\nquiet a: 0\n');
  assert.equal(fates(traced), ['fired: lost a datagram of 3 bytes']);
  assert.equal(said(traced), [
    'c→s "one" 0..1 ×1',
    'c→s "two" 1..2 withheld',
    'c→s "three" 2..3 ×1',
  ]);
});

test('a lost first datagram leaves the socket with a port, as a sent one would', async () => {
  const c = [
    'udp b',
    'bound b',
    'sendto b 127.0.0.1 %port one',
    'bound b',
    'sendto b 127.0.0.1 %port two',
  ];
  const faults = ['c→s udp "one"#1: omit'];
  const traced = await play({ s: [...BIND, 'recvfrom a 9'], c }, { faults });
  assert.match(traced.output['c'] ?? '', 'bound b: 0\nsendto b: 3\nbound b: 1\n');
  assert.is(traced.trace.channels.length, 1);
});

test('two threads that send at once do not both lose theirs', async () => {
  const each = ['thread {', 'udp b', 'sendto b 127.0.0.1 %port same', '}'];
  const traced = await play(
    {
      s: [...BIND, 'recvfrom a 9', 'quiet a 50'],
      c: [
        'thread {',
        'udp b',
        'sendto b 127.0.0.1 %port same',
        '}',
        'thread {',
        'udp d',
        'sendto d 127.0.0.1 %port same',
        '}',
        'join',
      ],
    },
    { faults: ['c→s udp any#1: omit'] },
  );
  assert.ok(each.length > 0);
  assert.match(traced.output['s'] ?? '', 'recvfrom a: "same"\nquiet a: 0\n');
  assert.is(traced.trace.messages.filter(({ withheld }) => withheld).length, 1);
});

for (const [when, read] of [
  ['before', 'quiet a 50'],
  ['after', 'recvfrom a 9'],
] as const) {
  test(`a crash ${when} a datagram`, async () => {
    const traced = await play(
      { s: [...BIND, read], c: ['udp b', 'sendto b 127.0.0.1 %port one', 'hang'] },
      { faults: [`c: crash ${when} c→s udp "one"#1`] },
    );
    assert.match(traced.output['s'] ?? '', when === 'before' ? 'quiet a: 0' : 'recvfrom a: "one"');
    assert.is(traced.ends['c'], 'signal 9');
    assert.equal(fates(traced), ['fired: killed 1 process']);
    assert.is(said(traced).length, when === 'before' ? 0 : 1);
  });
}

test.run();
