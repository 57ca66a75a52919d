/** connect and accept on real processes: ends, channels, edges, and attempts that are refused. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from './casts.ts';
import { fates, type Play, play, playBoth, said } from './play.ts';

const test = suite('tracer/connects');

/** `client→server accepted` for each attempt, in order. */
const attempts = ({ trace }: Play): string[] =>
  trace.messages
    .filter(({ kind }) => kind === 'connect')
    .map(({ from, to, received, channel }) => {
      const fate = received.length === 1 ? 'accepted' : 'came to nothing';
      return `${from}→${to} ${fate}${channel < 0 ? ', no channel' : ''}`;
    });

for (const [name, kind, host, bound] of [
  ['IPv4', 'tcp', '127.0.0.1', '127.0.0.1'],
  ['IPv6', 'tcp6', '::1', '::1'],
  ['IPv4 to a dual-stack listener', 'tcp', '127.0.0.1', '::'],
  ['IPv4 mapped into IPv6', 'tcp6', '::ffff:127.0.0.1', '127.0.0.1'],
  ['the wildcard address, which is this machine', 'tcp', '0.0.0.0', '127.0.0.1'],
  ['another loopback address', 'tcp', '127.0.0.7', '0.0.0.0'],
] as const) {
  test(`both ends of a connection over ${name} are one channel`, async () => {
    const server = bound.includes(':') ? 'tcp6 l' : 'tcp l';
    const traced = await playBoth({
      s: [server, `bind l ${bound} %port`, 'listen l', 'accept l a', 'read a 9', 'write a yes'],
      c: [`${kind} a`, `connect a ${host} %port`, 'write a hello', 'read a 9'],
    });
    assert.equal(traced.trace.channels, [
      { id: 0, kind: 'tcp', client: 'c', server: 's', ordinal: 1 },
    ]);
    assert.equal(said(traced), ['c→s "hello" 0..5 ×1', 's→c "yes" 0..3 ×1']);
    assert.equal(attempts(traced), ['c→s accepted']);
    assert.equal(traced.unfollowed, []);
  });
}

test('accept is after connect was called, and names its channel', async () => {
  const { trace } = await play({ s: [...SERVE, 'read a 9'], c: [...DIAL] });
  const accept = trace.events.find(({ call }) => call === 'accept');
  const edge = trace.edges.find(({ to }) => to === accept?.id);
  assert.is(accept?.channel, 0);
  assert.is(edge?.kind, 'connect');
  assert.is(trace.events.at(edge?.from ?? 0)?.call, 'connect');
  assert.is(trace.events.at(edge?.from ?? 0)?.phase, 'entry');
});

test('connect returns after listen did', async () => {
  const { trace } = await play({ s: [...SERVE], c: [...DIAL] });
  const listen = trace.events.find(({ call }) => call === 'listen');
  const edge = trace.edges.find(({ from }) => from === listen?.id);
  assert.is(edge?.kind, 'accept');
  assert.is(trace.events.at(edge?.to ?? 0)?.call, 'connect');
});

test('a non-blocking connect that succeeds is one attempt, however often it is asked', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'read a 9'],
    c: [
      'tcp a nonblock',
      'connect a 127.0.0.1 %port',
      'poll a out',
      'error a',
      'connect a 127.0.0.1 %port',
      'connect a 127.0.0.1 %port',
      'write a hello',
    ],
  });
  assert.equal(attempts(traced), ['c→s accepted']);
  assert.equal(said(traced), ['c→s "hello" 0..5 ×1']);
});

test('a connect that nobody listens for comes to nothing, blocking or not', async () => {
  const c = ['tcp a', 'connect a 127.0.0.1 %port', 'connect a 127.0.0.1 %port'];
  const d = ['tcp a nonblock', 'connect a 127.0.0.1 %port', 'poll a out', 'error a'];
  const s = ['tcp l', 'bind l 127.0.0.1 %port'];
  const traced = await playBoth({ s, c, d });
  assert.match(traced.output['c'] ?? '', 'connect a: ECONNREFUSED\nconnect a: ECONNREFUSED');
  assert.match(
    traced.output['d'] ?? '',
    'connect a: EINPROGRESS\npoll a: 1\nerror a: ECONNREFUSED',
  );
  assert.equal(
    attempts(traced).filter((text) => text.includes('accepted')),
    [],
  );
  assert.is(attempts(traced).length, 3);
});

test('a connection to a program that is not traced leads outside', async () => {
  const { createServer } = await import('node:net');
  const server = createServer((socket) => socket.end('from outside'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  // The event loop of this process must turn for the server: hold the tracee until it has.
  const traced = await play({
    c: ['tcp a', `connect a 127.0.0.1 ${port}`, 'write a hi', 'all a 12', 'read a 5'],
  });
  server.close();
  assert.match(traced.output['c'] ?? '', 'all a: "from outside"');
  assert.is(traced.trace.channels[0]?.server, 'outside');
  assert.equal(said(traced), ['c→outside "hi" 0..2 ×0']);
  assert.equal(traced.unfollowed, []);
});

test('a socket that was disconnected is connected anew: two channels', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'read a 9', 'read a 9', 'accept l b', 'read b 9', 'read b 9'],
    c: [
      ...DIAL,
      'write a one',
      'connect a none',
      'connect a 127.0.0.1 %port',
      'write a two',
      'close a',
    ],
  });
  assert.equal(said(traced), ['c→s "one" 0..3 ×1', 'c→s "two" 0..3 ×1']);
  assert.equal(attempts(traced), ['c→s accepted', 'c→s accepted']);
  assert.equal(
    traced.trace.channels.map(({ ordinal }) => ordinal),
    [1, 2],
  );
});

test('accepted late, both connections of a socket that was connected anew are known', async () => {
  const traced = await playBoth({
    s: [
      ...[...SERVE.slice(0, 3), 'await %dir/sent', 'accept l a', 'accept l b'],
      ...['read a 9', 'read a 9', 'read b 9'],
    ],
    c: [
      ...[...DIAL, 'write a one', 'connect a none', 'connect a 127.0.0.1 %port'],
      ...['write a two', 'touch %dir/sent'],
    ],
  });
  assert.equal(said(traced), ['c→s "one" 0..3 ×1', 'c→s "two" 0..3 ×1']);
  assert.equal(traced.unfollowed, []);
});

test('connections from one port, one after the other, are told apart', async () => {
  const once = ['tcp a', 'bind a 127.0.0.1 %other', 'connect a 127.0.0.1 %port'];
  const traced = await playBoth({
    s: [...SERVE, 'read a 9', 'close a', 'accept l a', 'read a 9'],
    c: [...once, 'write a one', 'read a 9', 'close a', ...once, 'write a two'],
  });
  assert.equal(said(traced), ['c→s "one" 0..3 ×1', 'c→s "two" 0..3 ×1']);
  assert.is(traced.trace.channels.length, 2);
});

test('a connection that is broken before it is accepted is known by its turn', async () => {
  const traced = await play(
    {
      s: [...SERVE.slice(0, 3), 'await %dir/sent', 'accept l a', 'read a 9', 'read a 9'],
      c: [...DIAL, 'write a one', 'write a two', 'touch %dir/sent'],
    },
    { faults: ['c→s "two"#1: cut reset'] },
  );
  assert.match(traced.output['s'] ?? '', 'read a: "one"\nread a: ECONNRESET');
  assert.equal(said(traced), ['c→s "one" 0..3 ×1', 'c→s "two" 3..6 withheld']);
  assert.equal(attempts(traced), ['c→s accepted']);
  assert.equal(traced.unfollowed, []);
});

test('a connection of a node to itself has two ends in that node', async () => {
  const { trace } = await playBoth({
    s: [
      'tcp l',
      'bind l 127.0.0.1 %port',
      'listen l',
      'tcp b',
      'connect b 127.0.0.1 %port',
      'accept l a',
      'write a hello',
      'read b 9',
    ],
  });
  assert.equal(trace.channels, [{ id: 0, kind: 'tcp', client: 's', server: 's', ordinal: 1 }]);
  assert.is(trace.messages.find(({ kind }) => kind === 'tcp')?.received.length, 1);
});

for (const flag of ['', ' nonblock']) {
  test(`a refused attempt looks to the program like a real one (tcp${flag})`, async () => {
    const wait = flag === '' ? [] : ['poll a out', 'error a'];
    const refused = await play(
      {
        s: [...SERVE, 'read a 9'],
        c: [
          `tcp a${flag}`,
          'connect a 127.0.0.1 %port',
          ...wait,
          `tcp b${flag}`,
          'connect b 127.0.0.1 %port',
          ...(flag === '' ? [] : ['poll b out']),
          'write b hello',
        ],
      },
      { faults: ['c→s connect#1: refuse'] },
    );
    const first =
      flag === ''
        ? 'connect a: ECONNREFUSED\nconnect b: 0\nwrite b: 5\n'
        : 'connect a: EINPROGRESS\npoll a: 1\nerror a: ECONNREFUSED\n' +
          'connect b: EINPROGRESS\npoll b: 1\nwrite b: 5\n';
    assert.is(refused.output['c'], first);
    assert.equal(fates(refused), ['fired: the connection was refused']);
    assert.equal(attempts(refused), ['c→s came to nothing, no channel', 'c→s accepted']);
    assert.is(refused.trace.messages.at(0)?.withheld, true);
    assert.equal(said(refused), ['c→s "hello" 0..5 ×1']);
  });
}

/** Listens on %port and stays for as long as the others need it. */
const LISTEN = ['tcp l', 'bind l 127.0.0.1 %port', 'listen l', 'await %dir/done'];

test('a refused socket can try again, after the abort that Linux reports', async () => {
  const c = [
    'tcp a nonblock',
    'connect a 127.0.0.1 %port',
    'poll a out',
    'error a',
    'connect a 127.0.0.1 %port',
    'connect a 127.0.0.1 %port',
    'poll a out',
  ];
  const down = await playBoth({ s: ['tcp l', 'bind l 127.0.0.1 %port'], c });
  assert.match(down.output['c'] ?? '', 'connect a: ECONNABORTED\nconnect a: EINPROGRESS\n');
  assert.is(attempts(down).length, 2, 'the abort is no attempt');
  const refused = await play(
    { s: LISTEN, c: [...c, 'touch %dir/done'] },
    { faults: ['c→s connect#1: refuse', 'c→s connect#2: refuse'] },
  );
  assert.is(refused.output['c'], down.output['c']);
  assert.equal(fates(refused), [
    'fired: the connection was refused',
    'fired: the connection was refused',
  ]);
});

test('over IPv6 an attempt is refused as well', async () => {
  const refused = await play(
    {
      s: ['tcp6 l', 'bind l ::1 %port', 'listen l', 'await %dir/done'],
      c: ['tcp6 a', 'connect a ::1 %port', 'connect a ::1 %port', 'touch %dir/done'],
    },
    { faults: ['c→s connect#1: refuse'] },
  );
  assert.is(refused.output['c'], 'connect a: ECONNREFUSED\nconnect a: 0\n');
});

test('of several attempts the planned one is refused', async () => {
  const refused = await play(
    {
      s: LISTEN,
      c: [
        ...['a', 'b', 'c'].flatMap((name) => [`tcp ${name}`, `connect ${name} 127.0.0.1 %port`]),
        'touch %dir/done',
      ],
    },
    { faults: ['c→s connect#2: refuse'] },
  );
  assert.is(refused.output['c'], 'connect a: 0\nconnect b: ECONNREFUSED\nconnect c: 0\n');
});

test('an attempt that is never made is reported as missed', async () => {
  const missed = await play(
    { s: LISTEN, c: [...DIAL, 'touch %dir/done'] },
    { faults: ['c→s connect#2: refuse'] },
  );
  assert.equal(fates(missed), ['missed: its message was not sent in this run']);
});

for (const error of ['ETIMEDOUT', 'EHOSTUNREACH', 'ECONNRESET', 'EADDRNOTAVAIL']) {
  test(`a blocking connect is refused with ${error}, and the next one is made`, async () => {
    const traced = await play(
      {
        s: [...SERVE, 'read a 9'],
        c: [...DIAL, 'connect a 127.0.0.1 %port', 'write a hello'],
      },
      { faults: [`c→s connect#1: refuse error=${error}`] },
    );
    assert.match(traced.output['c'] ?? '', `connect a: ${error}\nconnect a: 0\nwrite a: 5\n`);
    assert.equal(fates(traced), ['fired: the connection was refused']);
  });
}

test('a non-blocking connect tells at once of no route', async () => {
  const cast = {
    s: [...SERVE, 'read a 9'],
    c: ['tcp a', 'nonblock a', 'connect a 127.0.0.1 %port', 'connect a 127.0.0.1 %port'],
  };
  const unreachable = await play(cast, { faults: ['c→s connect#1: refuse error=ENETUNREACH'] });
  assert.match(unreachable.output['c'] ?? '', 'connect a: ENETUNREACH\nconnect a: EINPROGRESS\n');
});

for (const [error, fate] of [
  ['ETIMEDOUT', 'the SYN was lost, and the first try is the last'],
  ['ECONNRESET', 'the connection was refused'],
] as const) {
  for (const ip of ['', '6']) {
    test(`a non-blocking connect learns of ${error} later, over IPv${ip || 4}`, async () => {
      const host = ip === '' ? '127.0.0.1' : '::1';
      const traced = await play(
        {
          s: [`tcp${ip} l`, `bind l ${host} %port`, 'listen l', 'accept l b', 'read b 9'],
          c: [
            ...[`tcp${ip} a`, 'nonblock a', `connect a ${host} %port`, 'poll a out', 'error a'],
            ...['error a', 'close a', `tcp${ip} b`, `connect b ${host} %port`, 'write b hello'],
          ],
        },
        { faults: [`c→s connect#1: refuse error=${error}`] },
      );
      assert.match(
        traced.output['c'] ?? '',
        [
          ...['connect a: EINPROGRESS', 'poll a: 1', `error a: ${error}`, 'error a: none'],
          ...['close a: 0', 'connect b: 0', ''],
        ].join('\n'),
      );
      assert.match(traced.output['s'] ?? '', 'accept l: 0\nread b: "hello"\n');
      assert.equal(fates(traced), [`fired: ${fate}`]);
      const [first] = traced.trace.messages;
      assert.equal([first?.withheld, first?.received.length], [true, 0]);
      assert.equal(traced.unfollowed, []);
    });
  }
}

test('a socket whose attempt has timed out connects when it tries again', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 9'],
      c: [
        ...['tcp a', 'nonblock a', 'connect a 127.0.0.1 %port', 'poll a out', 'error a'],
        // Linux tells of the first once more.
        ...['connect a 127.0.0.1 %port', 'connect a 127.0.0.1 %port', 'poll a out', 'error a'],
        'write a hello',
      ],
    },
    { faults: ['c→s connect#1: refuse error=ETIMEDOUT'] },
  );
  assert.match(
    traced.output['c'] ?? '',
    [
      ...['error a: ETIMEDOUT', 'connect a: ECONNABORTED', 'connect a: EINPROGRESS', 'poll a: 1'],
      ...['error a: none', ''],
    ].join('\n'),
  );
  assert.match(traced.output['s'] ?? '', 'read a: "hello"\n');
});

test.run();
