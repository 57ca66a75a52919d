/** Partitions as the nodes on both sides see them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { crosses } from '../../src/tracer/partitions.ts';
import { DIAL, SERVE } from './casts.ts';
import { fates, type Play, play } from './play.ts';

const test = suite('tracer/partitions');

const output = (traced: Play, node: string): string => traced.output[node] ?? '';

const FROM = 'from c→s "one"#1 received';
/** A third node that is on no side tells when it is over. */
const UNTIL = 'until x→s udp "go"#1 sent';
const X = ['await %dir/go', 'udp u', 'sendto u 127.0.0.1 %port go'];

test('one direction or both', () => {
  const sides = [['a'], ['b', 'c']] as const;
  const one = { kind: 'partition', sides, direction: 'one' } as const;
  assert.is(crosses(one, 'a', 'c'), true);
  assert.is(crosses(one, 'c', 'a'), false);
  assert.is(crosses({ ...one, direction: 'both' }, 'c', 'a'), true);
  assert.is(crosses({ ...one, direction: 'both' }, 'b', 'c'), false);
});

test('streams fall silent in both directions, and work on when it is over', async () => {
  const traced = await play(
    {
      s: [
        ...[...SERVE, 'read a 9', 'touch %dir/read', 'write a back', 'await %dir/sent'],
        ...['quiet a 40', 'touch %dir/quiet', 'all a 3'],
      ],
      c: [
        ...[...DIAL, 'write a one', 'await %dir/read', 'write a two', 'touch %dir/sent'],
        ...['quiet a 40', 'await %dir/quiet', 'touch %dir/go', 'all a 4'],
      ],
      x: X,
    },
    { faults: [`c↔s: partition ${FROM} ${UNTIL}`] },
  );
  assert.match(output(traced, 's'), 'write a: 4\nquiet a: 0\nall a: "two"\n');
  assert.match(output(traced, 'c'), 'write a: 3\nwrite a: 3\nquiet a: 0\nall a: "back"\n');
  assert.equal(fates(traced), ['fired: silenced 2 streams']);
  assert.equal(traced.unfollowed, []);
});

test('one direction only: the other carries on, and no connection is made', async () => {
  const traced = await play(
    {
      s: [
        ...[...SERVE, 'read a 9', 'touch %dir/read', 'write a back', 'await %dir/sent'],
        ...['quiet a 40', 'touch %dir/quiet', 'tcp k', 'nonblock k', 'connect k 127.0.0.1 %other'],
        ...['touch %dir/tried'],
      ],
      c: [
        ...['tcp m', 'bind m 127.0.0.1 %other', 'listen m', ...DIAL, 'write a one'],
        ...['await %dir/read', 'write a two', 'touch %dir/sent', 'all a 4', 'await %dir/quiet'],
        ...['tcp b', 'nonblock b', 'connect b 127.0.0.1 %port', 'await %dir/tried', 'quiet m 60'],
      ],
    },
    { faults: [`c→s: partition ${FROM}`] },
  );
  assert.match(output(traced, 's'), /quiet a: 0\n(?:.*\n)?connect k: EINPROGRESS\n/);
  assert.match(output(traced, 'c'), /all a: "back"\n(?:.*\n)?connect b: EINPROGRESS\nquiet m: 0\n/);
});

test('between sets: within a side all goes on, and with a node that is on neither', async () => {
  const say = (node: string, to: string, text: string) => [
    `udp ${to}`,
    `sendto ${to} 127.0.0.1 ${node} ${text}`,
  ];
  const traced = await play(
    {
      // a and b on one side, s on the other, x on none: it reaches both.
      s: [
        ...['udp u', 'bind u 127.0.0.1 %port', 'recv u 9', 'touch %dir/read', 'await %dir/lost'],
        ...['quiet u 40', 'touch %dir/quiet', 'recv u 9', 'recv u 9'],
      ],
      b: [
        ...['udp u', 'bind u 127.0.0.1 %other', ...say('%port', 'v', 'begin'), 'recv u 9'],
        ...['recv u 9', ...say('%port', 'w', 'fromb'), 'touch %dir/lost', 'await %dir/over'],
        ...say('%port', 'z', 'again'),
      ],
      a: [
        ...['await %dir/read', ...say('%other', 'v', 'inside'), ...say('%port', 'w', 'froma')],
        'touch %dir/a',
      ],
      x: [
        ...['await %dir/a', ...say('%other', 'v', 'x'), 'await %dir/quiet'],
        ...[...say('%port', 'w', 'x'), 'touch %dir/over'],
      ],
    },
    { faults: ['a,b→s: partition from b→s udp "begin"#1 received until x→s udp "x"#1 sent'] },
  );
  assert.match(output(traced, 'b'), 'recv u: "inside"\nrecv u: "x"\nsendto w: 5\n');
  assert.match(output(traced, 'a'), 'sendto w: 5\n');
  assert.match(output(traced, 's'), 'recv u: "begin"\nquiet u: 0\nrecv u: "x"\nrecv u: "again"\n');
  const lost = traced.trace.messages.filter(({ withheld }) => withheld).map(({ label }) => label);
  assert.equal(lost.toSorted(), ['froma', 'fromb']);
});

test('datagrams are lost while it lasts, and not before or after', async () => {
  const traced = await play(
    {
      s: ['udp u', 'bind u 127.0.0.1 %port', 'recv u 9', 'touch %dir/read', 'recv u 9'],
      c: [
        ...['udp u', 'sendto u 127.0.0.1 %port one', 'await %dir/read'],
        ...['sendto u 127.0.0.1 %port two', 'sendto u 127.0.0.1 %port two', 'quiet u 400'],
        'sendto u 127.0.0.1 %port three',
      ],
    },
    { faults: ['c↔s: partition from c→s udp "one"#1 received for 150ms'] },
  );
  assert.match(output(traced, 's'), 'recv u: "one"\nrecv u: "three"\n');
  assert.match(output(traced, 'c'), 'sendto u: 3\nsendto u: 3\nsendto u: 3\n');
});

test('a partition that ends in resets: streams that it silenced are broken', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 9', 'touch %dir/read', 'read a 9'],
      c: [...DIAL, 'write a one', 'await %dir/read', 'write a two', 'read a 9'],
    },
    { faults: [`c↔s: partition ${FROM} for 100ms, then reset`] },
  );
  assert.match(output(traced, 's'), 'read a: ECONNRESET\n');
  assert.match(output(traced, 'c'), /read a: E(CONNRESET|PIPE)\n/);
});

test.run();
