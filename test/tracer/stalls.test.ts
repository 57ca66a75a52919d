/** Connections that their makers have and the server does not, as both see them. */
import { createServer } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from './casts.ts';
import { engineOf, fates, type Play, play, said } from './play.ts';

const test = suite('tracer/stalls');

const LISTEN = SERVE.slice(0, 3);
const STALL = ['c→s connect#1: stall until x→s udp "go"#1 sent'];
/** A third node tells when it is over. */
const X = ['await %dir/quiet', 'udp u', 'sendto u 127.0.0.1 %port go'];

/**
 * Since 6.18, Linux lets only CAP_NET_ADMIN put a filter on a TCP socket: what this machine allows.
 */
async function mayFilter(): Promise<boolean> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
  const result = engineOf().stall(fd, [1]);
  await new Promise((resolve) => server.close(resolve));
  return result === 0;
}

const ALLOWED = await mayFilter();
/** Tests of what is done to a socket; without the right to do it there is another one, below. */
const allowed: typeof test = ALLOWED ? test : suite('tracer/stalls, not allowed here');

const output = (traced: Play, node: string): string => traced.output[node] ?? '';

for (const [name, server, client] of [
  ['IPv4', LISTEN, ['tcp a']],
  ['IPv6', ['tcp6 l', 'bind l ::1 %port', 'listen l'], ['tcp6 a']],
  ['a wildcard', ['tcp6 l', 'bind l :: %port', 'listen l'], ['tcp a']],
  ['a socket with a port', LISTEN, ['tcp a', 'bind a 127.0.0.1 %other']],
] as const) {
  allowed(`the caller is connected, poll and accept know of nobody: ${name}`, async () => {
    const host = name === 'IPv6' ? '::1' : '127.0.0.1';
    const traced = await play(
      {
        s: [
          ...[...server, 'await %dir/wrote', 'quiet l 50', 'nonblock l', 'accept l a'],
          ...['touch %dir/quiet', 'poll l in', 'accept l a', 'read a 9', 'write a pong'],
        ],
        c: [...client, `connect a ${host} %port`, 'write a ping', 'touch %dir/wrote', 'read a 9'],
        x: X,
      },
      { faults: STALL },
    );
    assert.match(output(traced, 's'), 'quiet l: 0\nnonblock l: 0\naccept l: EAGAIN\n');
    assert.match(output(traced, 's'), 'poll l: 1\naccept l: 0\nread a: "ping"\n');
    assert.match(output(traced, 'c'), 'connect a: 0\nwrite a: 4\nread a: "pong"\n');
    assert.equal(fates(traced), ['fired: connected, and kept from accept']);
    assert.equal(said(traced).slice(0, 2), ['c→s "ping" 0..4 ×1', 'x→s "go" 0..1 ×0']);
    assert.equal(traced.unfollowed, []);
  });
}

allowed('a non-blocking caller finds its connection made', async () => {
  const traced = await play(
    {
      s: [...LISTEN, 'await %dir/made', 'quiet l 50', 'touch %dir/quiet', 'accept l a'],
      c: [
        ...['tcp a', 'nonblock a', 'connect a 127.0.0.1 %port', 'poll a out', 'error a'],
        'touch %dir/made',
      ],
      x: X,
    },
    { faults: STALL },
  );
  assert.match(output(traced, 'c'), 'connect a: EINPROGRESS\npoll a: 1\nerror a: none\n');
  assert.match(output(traced, 's'), 'quiet l: 0\naccept l: 0\n');
});

allowed('another attempt at the same server is accepted meanwhile', async () => {
  const traced = await play(
    {
      s: [
        ...[...LISTEN, 'accept l b', 'read b 9', 'quiet l 50', 'touch %dir/quiet'],
        ...['accept l a', 'read a 9'],
      ],
      c: [...DIAL, 'write a late', 'touch %dir/wrote', 'await %dir/quiet'],
      d: ['await %dir/wrote', ...DIAL, 'write a first'],
      x: X,
    },
    { faults: STALL },
  );
  assert.match(output(traced, 's'), 'read b: "first"\nquiet l: 0\naccept l: 0\nread a: "late"\n');
});

allowed('two at once, of which one is over first', async () => {
  const traced = await play(
    {
      s: [
        ...[...LISTEN, 'await %dir/both', 'quiet l 50', 'touch %dir/quiet', 'accept l b'],
        ...['read b 9', 'quiet l 50', 'touch %dir/more', 'accept l a', 'read a 9'],
      ],
      c: [...DIAL, 'write a second', 'touch %dir/one', 'await %dir/more'],
      d: ['await %dir/one', ...DIAL, 'write a first', 'touch %dir/both'],
      x: [...X, 'await %dir/more', 'sendto u 127.0.0.1 %port more'],
    },
    {
      faults: [
        'c→s connect#1: stall until x→s udp "more"#1 sent',
        'd→s connect#1: stall until x→s udp "go"#1 sent',
      ],
    },
  );
  assert.match(
    output(traced, 's'),
    'quiet l: 0\naccept l: 0\nread b: "first"\nquiet l: 0\naccept l: 0\nread a: "second"\n',
  );
});

allowed('for a time', async () => {
  const traced = await play(
    { s: [...LISTEN, 'accept l a', 'read a 9'], c: [...DIAL, 'write a one'] },
    { faults: ['c→s connect#1: stall for 30ms'] },
  );
  assert.match(output(traced, 's'), 'read a: "one"\n');
  const [attempt] = traced.trace.messages;
  const at = (event: number | undefined): number => traced.trace.events.at(event ?? 0)?.atUs ?? 0;
  assert.ok(at(attempt?.received[0]) - at(attempt?.sent) >= 30_000);
});

if (!ALLOWED) {
  test('without the right to keep it from the server, it is missed and says why', async () => {
    const traced = await play(
      { s: [...LISTEN, 'accept l a', 'read a 9'], c: [...DIAL, 'write a one'] },
      { faults: ['c→s connect#1: stall for 30ms'] },
    );
    assert.match(output(traced, 's'), 'read a: "one"\n');
    assert.match(fates(traced)[0] ?? '', /^missed: .* needs CAP_NET_ADMIN/);
  });
}

test('where nobody listens, and between AF_UNIX sockets, nothing is stalled', async () => {
  const refused = await play(
    {
      s: ['tcp l', 'bind l 127.0.0.1 %port', 'await %dir/tried'],
      c: [...DIAL, 'touch %dir/tried'],
    },
    { faults: ['c→s connect#1: stall until heal'] },
  );
  assert.match(output(refused, 'c'), 'connect a: ECONNREFUSED\n');
  const reasons = ALLOWED
    ? /^missed: (nobody listens|connect returned)/
    : /^missed: .*CAP_NET_ADMIN/;
  assert.match(fates(refused)[0] ?? '', reasons);
  const local = await play(
    {
      s: ['unix l', 'bind l ./sock', 'listen l', 'accept l a'],
      c: ['unix a', 'connect a ./sock'],
    },
    { faults: ['c→s connect#1: stall until heal'] },
  );
  assert.equal(fates(local), [
    'missed: between processes of one machine a connection is there at once',
  ]);
});

test.run();
