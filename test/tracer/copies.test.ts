/** sendfile, splice and their kin: sends and receives whose bytes are in no program's memory. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from './casts.ts';
import { fates, play, playBoth, said } from './play.ts';

const test = suite('tracer/copies');

/** A file of three lines, open at its start as `f`. */
const FILE: readonly string[] = [
  ...['open f %dir/file', 'lines f one two three', 'close f', 'open f %dir/file'],
];

const onlySends = { framer: 'line' } as const;

test('sendfile is a send of what the file holds', async () => {
  const traced = await playBoth(
    { s: [...SERVE, 'all a 14'], c: [...DIAL, ...FILE, 'sendfile a f 99', 'where f'] },
    onlySends,
  );
  assert.equal(said(traced), ['c→s "one" 0..4 ×1', 'c→s "two" 4..8 ×1', 'c→s "three" 8..14 ×1']);
  assert.match(traced.output['c'] ?? '', 'sendfile a: 14\nwhere f: 14\n');
  assert.equal(traced.unfollowed, []);
});

test('sendfile at an offset sends what lies there', async () => {
  const traced = await playBoth(
    { s: [...SERVE, 'all a 4'], c: [...DIAL, ...FILE, 'sendfile a f 4 4', 'where f'] },
    onlySends,
  );
  assert.equal(said(traced), ['c→s "two" 0..4 ×1']);
  assert.match(traced.output['c'] ?? '', 'sendfile a: then at 8\nwhere f: 0\n');
});

test('splice from a pipe onto a connection is a send of what lay in the pipe', async () => {
  const traced = await playBoth(
    {
      s: [...SERVE, 'all a 8'],
      c: [...DIAL, 'pipe r w', 'lines w one two', 'splice r a 99'],
    },
    onlySends,
  );
  assert.equal(said(traced), ['c→s "one" 0..4 ×1', 'c→s "two" 4..8 ×1']);
  assert.equal(traced.unfollowed, []);
});

test('splice from a connection into a pipe is a receive', async () => {
  const traced = await playBoth(
    {
      s: [...SERVE, 'pipe r w', 'splice a w 99', 'read r 99', 'splice a w 9'],
      c: [...DIAL, 'write a hello', 'shutdown a wr', 'read a 9'],
    },
    onlySends,
  );
  assert.match(traced.output['s'] ?? '', 'splice a: 5\nread r: "hello"\nsplice a: 0\n');
  assert.equal(said(traced), ['c→s "hello" 0..5 ×1']);
  assert.ok([...traced.trace.edges].some(({ kind }) => kind === 'close'));
});

test('bytes that come into a pipe while splice waits count, unseen', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'all a 5'],
    c: [
      ...[...DIAL, 'pipe r w', 'thread {', 'pair x y', 'quiet x 30', 'write w hello', '}'],
      ...['splice r a 99', 'join'],
    ],
  });
  assert.is(said(traced).length, 1);
  assert.match(said(traced)[0] ?? '', /^c→s ".*" 0\.\.5 ×1$/);
});

for (const [call, left] of [
  ['sendfile a f 99', 'where f: 14'],
  ['sendfile a f 99 0', 'sendfile a: then at 14'],
] as const) {
  test(`a cut in the middle of "${call}": all counts as sent, the peer gets the rest`, async () => {
    const traced = await play(
      {
        s: [...SERVE, 'read a 99', 'await %dir/sent', 'quiet a 30'],
        c: [...DIAL, ...FILE, call, 'where f', 'write a more', 'touch %dir/sent'],
      },
      { ...onlySends, faults: ['c→s "two"#1: cut'] },
    );
    assert.match(traced.output['c'] ?? '', 'sendfile a: 14\n');
    assert.match(traced.output['c'] ?? '', left);
    assert.match(traced.output['s'] ?? '', 'read a: "one\n"\nquiet a: 0\n');
    assert.equal(fates(traced), ['fired: withheld 10 bytes of this write']);
    assert.is(said(traced).filter((line) => line.endsWith('withheld')).length, 3);
  });
}

test('a cut on what is spliced empties the pipe all the same', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 99', 'await %dir/sent', 'quiet a 30'],
      c: [
        ...[...DIAL, 'pipe r w', 'lines w one two', 'splice r a 99', 'lines w three'],
        ...['splice r a 99', 'lines w last', 'read r 99', 'touch %dir/sent'],
      ],
    },
    { ...onlySends, faults: ['c→s "two"#1: cut'] },
  );
  assert.match(traced.output['c'] ?? '', 'splice r: 8\n');
  assert.match(traced.output['c'] ?? '', 'splice r: 6\n');
  assert.match(traced.output['c'] ?? '', 'read r: "last\n"');
  assert.match(traced.output['s'] ?? '', 'read a: "one\n"\nquiet a: 0\n');
});

test('a crash before a message that sendfile sends: the part before it arrives', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 99', 'read a 9'],
      c: [...DIAL, ...FILE, 'sendfile a f 99', 'say never'],
    },
    { ...onlySends, faults: ['c: crash before c→s "two"#1'] },
  );
  assert.match(traced.output['s'] ?? '', 'read a: "one\n"\nread a: ""\n');
  assert.not.match(traced.output['c'] ?? '', 'never');
});

test('copying between files fails on sockets, so it need not be seen', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'read a 9'],
    c: [...DIAL, ...FILE, 'copy_file_range f a 4', 'copy_file_range a f 4', 'tee a f 4'],
  });
  assert.match(traced.output['c'] ?? '', 'copy_file_range f: EINVAL\ncopy_file_range a: EINVAL\n');
});

test('a copy onto a datagram socket is reported', async () => {
  const traced = await playBoth({
    s: ['udp a', 'bind a 127.0.0.1 %port', 'recv a 9'],
    c: ['udp b', 'connect b 127.0.0.1 %port', 'pipe r w', 'write w hello', 'splice r b 9'],
  });
  assert.ok(traced.unfollowed.includes('c used splice on a datagram socket'));
});

test('pipes are filled and copied as ever', async () => {
  const traced = await playBoth({
    s: [...SERVE, 'all a 5'],
    c: [
      ...[...DIAL, 'pipe r w', 'pipe x y', 'vmsplice w hello', 'tee r y 99'],
      ...['splice r a 99', 'read x 9'],
    ],
  });
  assert.match(traced.output['c'] ?? '', 'tee r: 5\nsplice r: 5\nread x: "hello"\n');
  assert.equal(said(traced), ['c→s "hello" 0..5 ×1']);
  assert.equal(traced.unfollowed, []);
});

test('copies between files, and of what is no socket, are none of ours', async () => {
  const traced = await playBoth({
    c: [...FILE, 'open g %dir/other', 'sendfile g f 99', 'pipe r w', 'splice f w 9'],
  });
  assert.equal([...traced.trace.messages], []);
});

test.run();
