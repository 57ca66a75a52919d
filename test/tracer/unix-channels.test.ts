/** AF_UNIX sockets with names, between two nodes and inside one: pairing, messages, faults. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Cast, fates, type Play, play, playBoth, said } from './play.ts';

const test = suite('tracer/unix-channels');

const kindsOf = ({ trace }: Play): string[] =>
  trace.channels.map(({ kind, client, server }) => `${kind} ${client}→${server}`);

const edgesOf = ({ trace }: Play): string[] =>
  trace.edges.map(({ from, to, kind }) => {
    const [a, b] = [trace.events.at(from), trace.events.at(to)];
    return `${kind}: ${a?.node} ${a?.call} → ${b?.node} ${b?.call}`;
  });

const NAMES = [
  ['a path', '%dir/sock', '%dir/sock'],
  ['a relative path and another way to it', './sock', '%dir/./sock'],
  ['a path through /proc', '/proc/self/cwd/sock', './././sock'],
  ['an abstract name', '@ldfi-%port', '@ldfi-%port'],
] as const;

for (const [what, bound, connected] of NAMES) {
  test(`two nodes on one stream, by ${what}`, async () => {
    const traced = await playBoth({
      s: ['unix l', `bind l ${bound}`, 'listen l', 'accept l a', 'all a 5', 'write a bye'],
      c: ['unix a', `connect a ${connected}`, 'write a hello', 'all a 3'],
    });
    assert.equal(traced.unfollowed, []);
    assert.equal(kindsOf(traced), ['unix c→s']);
    assert.equal(said(traced), ['c→s "hello" 0..5 ×1', 's→c "bye" 0..3 ×1']);
    const edges = edgesOf(traced);
    assert.ok(edges.includes('connect: c connect → s accept'));
    assert.ok(edges.includes('accept: s listen → c connect'));
  });
}

test('a client with a name of its own is the same client', async () => {
  const traced = await playBoth({
    s: ['unix l', 'bind l @l-%port', 'listen l', 'accept l a', 'all a 5'],
    c: ['unix a', 'autobind a', 'connect a @l-%port', 'write a hello'],
  });
  assert.equal(said(traced), ['c→s "hello" 0..5 ×1']);
  assert.is(traced.trace.messages.filter(({ kind }) => kind === 'connect').length, 1);
});

test('clients that are gone before they are accepted are known by their turn', async () => {
  const dial = (text: string): string[] => [
    'unix a',
    'connect a %dir/s',
    `write a ${text}`,
    'close a',
  ];
  const traced = await playBoth({
    s: [
      ...['unix l', 'bind l %dir/s', 'listen l', 'await %dir/go'],
      ...['accept l a', 'all a 3', 'accept l b', 'all b 3'],
    ],
    c: [...dial('one'), 'touch %dir/first'],
    d: ['await %dir/first', ...dial('two'), 'touch %dir/go'],
  });
  assert.equal(traced.unfollowed, []);
  assert.equal(said(traced), ['c→s "one" 0..3 ×1', 'd→s "two" 0..3 ×1']);
});

test('records keep their bounds, and are messages each', async () => {
  const traced = await playBoth({
    s: ['unixpacket l', 'bind l %dir/s', 'listen l', 'accept l a', 'read a 3', 'read a 20'],
    c: ['unixpacket a', 'connect a %dir/s', 'lines a one two', 'write a three'],
  });
  assert.equal(kindsOf(traced), ['unixpacket c→s']);
  assert.equal(said(traced), ['c→s "one\\ntwo\\n" 0..8 ×1', 'c→s "three" 8..13 ×1']);
});

test('datagrams to a path, and back to a name that the kernel chose', async () => {
  const traced = await playBoth({
    s: ['unixdgram a', 'bind a ./sock', 'answer a back'],
    c: ['unixdgram a', 'autobind a', 'connect a %dir/sock', 'write a hello', 'recv a 9'],
  });
  assert.equal(traced.unfollowed, []);
  assert.equal(said(traced), ['c→s "hello" 0..1 ×1', 's→c "back" 1..2 ×1']);
});

test('equal datagrams of two nodes are told apart by their source', async () => {
  const send = ['unixdgram a', 'autobind a', 'sendto a %dir/sock 0 same'];
  const traced = await playBoth({
    s: ['unixdgram a', 'bind a %dir/sock', 'recvfrom a 9', 'recvmsg a 9'],
    c: send,
    d: send,
  });
  assert.equal(said(traced).toSorted(), ['c→s "same" 0..1 ×1', 'd→s "same" 0..1 ×1']);
});

test('inside a node a stream is told of, and no message is', async () => {
  const traced = await playBoth({
    s: [
      ...['unix l', 'bind l %dir/sock', 'listen l', 'fork {', 'unix a', 'connect a %dir/sock'],
      ...['write a hello', 'exit', '}', 'accept l b', 'read b 9', 'wait'],
    ],
  });
  assert.equal(traced.unfollowed, []);
  assert.equal(kindsOf(traced), ['unix s→s']);
  assert.equal(said(traced), []);
  assert.ok(edgesOf(traced).includes('data: s send → s receive'));
});

const TALK: Cast = {
  s: ['unix l', 'bind l %dir/s', 'listen l', 'accept l a', 'count a', 'write a bye'],
  c: ['unix a', 'connect a %dir/s', 'lines a one two three', 'shutdown a wr', 'count a'],
};

test('a cut in silence holds back the rest, and the end as well', async () => {
  const cast: Cast = {
    s: ['unix l', 'bind l %dir/s', 'listen l', 'accept l a', 'all a 4', 'quiet a 50'],
    c: ['unix a', 'connect a %dir/s', 'lines a one two three', 'shutdown a wr', 'close a'],
  };
  const cut = await play(cast, { faults: ['c→s unix "two"#1: cut'], framer: 'line' });
  assert.equal(fates(cut), ['fired: withheld 10 bytes of this write']);
  assert.match(cut.output['s'] ?? '', 'all a: "one\n"');
  assert.match(cut.output['s'] ?? '', 'quiet a: 0');
  assert.match(cut.output['c'] ?? '', 'lines a: 14');
});

test('a reset ends the stream for both', async () => {
  const broken = await play(TALK, { faults: ['c→s unix "two"#1: cut reset'], framer: 'line' });
  assert.equal(fates(broken), ['fired: withheld 10 bytes of this write']);
  assert.match(broken.output['s'] ?? '', 'count a: 4, then the end');
  assert.match(broken.output['c'] ?? '', 'count a: 0, then the end');
});

test('a connect is refused as if nobody listened', async () => {
  const refused = await play(
    { s: ['unix l', 'bind l %dir/s', 'listen l', 'accept l a'], c: ['unix a', 'reach a %dir/s'] },
    { faults: ['c→s connect#1: refuse'] },
  );
  assert.equal(fates(refused), ['fired: the connection was refused']);
  assert.match(refused.output['c'] ?? '', 'reach a: 0', 'the second attempt goes through');
});

test('a node dies between two messages', async () => {
  const dead = await play(TALK, { faults: ['c: crash after c→s unix "two"#1'], framer: 'line' });
  assert.equal(fates(dead), ['fired: killed 1 process']);
  assert.match(dead.output['s'] ?? '', 'count a: 8, then the end');
});

test('a datagram is lost', async () => {
  const lost = await play(
    {
      s: ['unixdgram a', 'bind a %dir/s', 'recv a 9'],
      c: ['unixdgram a', 'sendto a %dir/s 0 one', 'sendto a %dir/s 0 two'],
    },
    { faults: ['c→s unixgram "one"#1: omit'] },
  );
  assert.equal(fates(lost), ['fired: lost a datagram of 3 bytes']);
  assert.match(lost.output['s'] ?? '', 'recv a: "two"');
});

test('a record is held back whole', async () => {
  const cut = await play(
    {
      s: ['unixpacket l', 'bind l %dir/s', 'listen l', 'accept l a', 'read a 9', 'quiet a 50'],
      c: ['unixpacket a', 'connect a %dir/s', 'write a one', 'write a two', 'write a three'],
    },
    { faults: ['c→s unixpacket "two"#1: cut'] },
  );
  assert.equal(fates(cut), ['fired: withheld 3 bytes of this write']);
  assert.match(cut.output['s'] ?? '', /read a: "one"\nquiet a: 0/);
});

test.run();
