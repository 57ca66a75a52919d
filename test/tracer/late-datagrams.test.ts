/** Datagrams that come late, more than once, or in another order, as both ends see them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Cast, fates, type Play, type PlayOptions, play, said } from './play.ts';

const test = suite('tracer/late-datagrams');

const BIND = ['udp a', 'bind a 127.0.0.1 %port'];
const output = (traced: Play, node: string): string => traced.output[node] ?? '';

async function follow(cast: Cast, ...faults: readonly string[]): Promise<Play> {
  const options: PlayOptions = { faults };
  const traced = await play(cast, options);
  assert.equal(traced.unfollowed, []);
  return traced;
}

const UNTIL_TWO = 'c→s udp "one"#1: delay until c→s udp "two"#1 received';

for (const [name, server, client] of [
  ['sendto over IPv4', BIND, ['udp b', ...sendTo('127.0.0.1')]],
  ['sendmsg with an address', BIND, ['udp b', ...sendTo('127.0.0.1', 'msgto')]],
  ['a connected socket', BIND, ['udp b', 'connect b 127.0.0.1 %port', 'send b one', 'send b two']],
  ['a socket with a port', BIND, ['udp b', 'bind b 127.0.0.1 %other', ...sendTo('127.0.0.1')]],
  ['IPv6', ['udp6 a', 'bind a ::1 %port'], ['udp6 b', ...sendTo('::1')]],
  ['IPv4 mapped into IPv6', BIND, ['udp6 b', ...sendTo('::ffff:127.0.0.1')]],
  ['a wildcard receiver', ['udp6 a', 'bind a :: %port'], ['udp b', ...sendTo('127.0.0.1')]],
] as const) {
  test(`delayed by ${name}: later ones overtake it, its source is right`, async () => {
    const traced = await follow(
      { s: [...server, 'recv a 9', 'answer a pong'], c: [...client, 'recvfrom b 9'] },
      UNTIL_TWO,
    );
    assert.match(output(traced, 's'), 'recv a: "two"\nanswer a: 4\n');
    assert.match(output(traced, 'c'), /b: 3\n\w+ b: 3\nrecvfrom b: "pong"\n/);
    assert.equal(fates(traced), ['fired: withheld: a datagram of 3 bytes']);
    assert.equal(said(traced), ['c→s "one" 0..1 ×1', 'c→s "two" 1..2 ×1', 's→c "pong" 2..3 ×1']);
  });
}

function sendTo(host: string, call = 'sendto'): readonly string[] {
  return ['one', 'two'].map((text) => `${call} b ${host} %port ${text}`);
}

const TIMED: Cast = {
  s: [...BIND, 'answer a pong'],
  c: ['udp b', 'sendto b 127.0.0.1 %port one', 'recvfrom b 9'],
};

test('delayed for a time: it does not arrive before that', async () => {
  const traced = await follow(TIMED, 'c→s udp "one"#1: delay for 40ms');
  const [one] = traced.trace.messages;
  const at = (event: number | undefined): number => traced.trace.events.at(event ?? 0)?.atUs ?? 0;
  assert.ok(at(one?.received[0]) - at(one?.sent) >= 40_000);
  assert.match(output(traced, 'c'), 'sendto b: 3\nrecvfrom b: "pong"\n');
  assert.is(one?.withheld, false);
});

test('its sender dies meanwhile: it arrives all the same, from the same address', async () => {
  const traced = await follow(
    {
      s: [...BIND, 'recv a 9', 'answer a pong'],
      c: ['udp b', 'bind b 127.0.0.1 %other', 'sendto b 127.0.0.1 %port one', 'raise 9'],
      x: ['udp b', 'sendto b 127.0.0.1 %port go'],
    },
    'c→s udp "one"#1: delay until c crashed and x→s udp "go"#1 received',
  );
  assert.match(output(traced, 's'), 'recv a: "go"\nanswer a: 4\n');
  assert.ok(said(traced).includes('c→s "one" 0..1 ×1'));
});

test('its sender has closed its socket, and another one has the address now', async () => {
  const traced = await follow(
    {
      s: [...BIND, 'recv a 9', 'answer a pong'],
      c: [
        ...['udp b', 'bind b 127.0.0.1 %other', 'sendto b 127.0.0.1 %port one', 'close b'],
        'touch %dir/closed',
      ],
      x: [
        ...['await %dir/closed', 'udp b', 'bind b 127.0.0.1 %other'],
        ...['sendto b 127.0.0.1 %port go', 'recvfrom b 9'],
      ],
    },
    'c→s udp "one"#1: delay until x→s udp "go"#1 received',
  );
  assert.match(output(traced, 's'), 'recv a: "go"\nanswer a: 4\n');
  assert.match(output(traced, 'x'), 'recvfrom b: "pong"\n');
});

test('a partition that has begun meanwhile loses it', async () => {
  const traced = await follow(
    {
      s: [...BIND, 'recv a 9', 'quiet a 50'],
      c: ['udp b', 'sendto b 127.0.0.1 %port one', 'touch %dir/sent'],
      x: ['await %dir/sent', 'udp b', 'sendto b 127.0.0.1 %port go'],
    },
    'c→s udp "one"#1: delay until x→s udp "go"#1 received',
    'c→s: partition from x→s udp "go"#1 sent',
  );
  assert.match(output(traced, 's'), 'recv a: "go"\nquiet a: 0\n');
  assert.ok(said(traced).includes('c→s "one" 0..1 withheld'));
});

test('one that a partition loses is not delayed', async () => {
  const traced = await follow(
    { s: [...BIND], c: ['udp b', 'sendto b 127.0.0.1 %port one'] },
    'c→s udp "one"#1: delay until heal',
    'c→s: partition from workload started until heal',
  );
  assert.equal(fates(traced), [
    'missed: a partition lost its datagram',
    'fired: silenced 0 streams',
  ]);
});

test('a crash after a delayed datagram: its sender is dead, and it arrives', async () => {
  const traced = await follow(
    { s: [...BIND, 'recv a 9'], c: ['udp b', 'sendto b 127.0.0.1 %port one', 'hang'] },
    'c→s udp "one"#1: delay until c crashed',
    'c: crash after c→s udp "one"#1',
  );
  assert.match(output(traced, 's'), 'recv a: "one"\n');
  assert.is(traced.ends['c'], 'signal 9');
});

const FOUR = ['one', 'two', 'three', 'four'];
const READ_FOUR = FOUR.map(() => 'recv a 9');
const read = (traced: Play): string[] =>
  [...output(traced, 's').matchAll(/recv a: "(\w+)"/g)].map(([, text]) => text ?? '');

for (const [name, ops] of [
  ['sendto', FOUR.map((text) => `sendto b 127.0.0.1 %port ${text}`)],
  ['write', ['connect b 127.0.0.1 %port', ...FOUR.map((text) => `write b ${text}`)]],
  ['sendmmsg', ['connect b 127.0.0.1 %port', `mmsgs b ${FOUR.join(' ')}`]],
] as const) {
  test(`reordered behind two by ${name}: it comes third`, async () => {
    const traced = await follow(
      { s: [...BIND, ...READ_FOUR], c: ['udp b', ...ops] },
      'c→s udp "one"#1: reorder behind 2',
    );
    assert.equal(read(traced), ['two', 'three', 'one', 'four']);
    assert.equal(fates(traced), ['fired: sent behind 2 later ones']);
  });

  test(`two copies more by ${name}`, async () => {
    const traced = await follow(
      { s: [...BIND, ...READ_FOUR, ...READ_FOUR.slice(2)], c: ['udp b', ...ops] },
      'c→s udp "two"#1: duplicate 2 times',
    );
    assert.equal(read(traced), ['one', 'two', 'two', 'two', 'three', 'four']);
    assert.equal(fates(traced), ['fired: sent 3 times: a datagram of 3 bytes']);
    assert.ok(said(traced).includes('c→s "two" 1..2 ×3'));
  });
}

test('a copy that comes later', async () => {
  const traced = await follow(
    {
      s: [...BIND, 'recv a 9', 'recv a 9', 'recv a 9'],
      c: ['udp b', ...sendTo('127.0.0.1')],
    },
    'c→s udp "one"#1: duplicate until c→s udp "two"#1 received',
  );
  assert.equal(read(traced), ['one', 'two', 'one']);
});

test('too few overtake it: that is no reordering, and it arrives when faults end', async () => {
  const traced = await follow(
    { s: [...BIND, 'recv a 9'], c: ['udp b', ...sendTo('127.0.0.1')] },
    'c→s udp "one"#1: reorder behind 2',
  );
  assert.equal(read(traced), ['two']);
  assert.equal(fates(traced), ['missed: 1 more were to overtake it']);
  assert.ok(said(traced).includes('c→s "one" 0..1 ×0'), 'nobody withholds it any more');
});

test('datagrams of another way do not count', async () => {
  const traced = await follow(
    {
      s: [...BIND, 'recv a 9', 'touch %dir/read', 'recv a 9', 'recv a 9'],
      c: [
        ...['udp b', 'sendto b 127.0.0.1 %port one', 'udp d', 'sendto d 127.0.0.1 %port other'],
        ...['await %dir/read', 'sendto b 127.0.0.1 %port two'],
      ],
    },
    'c→s udp "one"#1: reorder',
  );
  assert.equal(read(traced), ['other', 'two', 'one']);
});

for (const [name, ops] of [
  ['a path', ['sendto b %dir/sock 0 one', 'sendto b %dir/sock 0 two']],
  ['a relative path', ['sendto b ./sock 0 one', 'sendto b ./sock 0 two']],
  ['a connected socket', ['connect b ./sock', 'send b one', 'send b two']],
] as const) {
  test(`AF_UNIX datagrams come late, too: ${name}`, async () => {
    const traced = await follow(
      {
        s: ['unixdgram a', 'bind a %dir/sock', 'recv a 9', 'recv a 9'],
        c: ['unixdgram b', ...ops, 'raise 9'],
      },
      'c→s unixgram "one"#1: delay until c→s unixgram "two"#1 received and c crashed',
    );
    assert.equal(read(traced), ['two', 'one']);
  });
}

test('what carries descriptors cannot be sent by another', async () => {
  const traced = await play(
    {
      s: ['unixdgram a', 'bind a %dir/sock', 'take x a'],
      c: ['unixdgram b', 'connect b %dir/sock', 'pipe x y', 'pass x b'],
    },
    { faults: ['c→s unixgram any#1: delay until heal'], gaps: 'anywhere' },
  );
  assert.equal(fates(traced), ['missed: control data goes with it']);
});

test.run();
