/** Windows that open with a message, on real processes: open for what it led to, and no other. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFault } from '../../src/faults/text.ts';
import { createAnchors } from '../../src/runner/anchors.ts';
import { DIAL, SERVE } from '../tracer/casts.ts';
import { type Cast, fates, play } from '../tracer/play.ts';

const test = suite('runner/anchors');

/**
 * `b` hears "one" from `a`, and says "go" to `c` before or after that. `c` says "two" to `s` when
 * it has heard that and when `b` has heard "one", which it learns by a way that nobody sees. So
 * "two" is the later one in any case, and comes of "one" only if `b` spoke when it knew.
 */
const cast = (order: 'before' | 'after'): Cast => {
  const hear = ['all a 3', 'touch %dir/heard'];
  const speak = ['write x go'];
  const acts = order === 'before' ? [...speak, ...hear] : [...hear, ...speak];
  return {
    s: ['tcp l', 'bind l 127.0.0.1 %other', 'listen l', 'accept l a', 'read a 9'],
    b: [...SERVE, 'touch %dir/first', 'accept l x', ...acts],
    a: [...DIAL, 'write a one'],
    c: [
      ...['await %dir/first', ...DIAL, 'all a 2', 'await %dir/heard'],
      ...['tcp d', 'connect d 127.0.0.1 %other', 'write d two', 'close d'],
    ],
  };
};

for (const event of ['received', 'sent']) {
  const fault = `c→s "two"#1: cut reset after a→b "one"#1 ${event}`;

  test(`what "one" ${event} led to is struck`, async () => {
    const traced = await play(cast('after'), { faults: [fault] });
    assert.match(fates(traced)[0] ?? '', /^fired/);
    assert.not.match(traced.output['s'] ?? '', 'two');
  });

  test(`what only comes later than "one" ${event} is not`, async () => {
    const traced = await play(cast('before'), { faults: [fault] });
    const reason = `it came after "a→b "one"#1 ${event}", and not because of that`;
    assert.equal(fates(traced), [`missed: ${reason}`]);
    assert.match(traced.output['s'] ?? '', 'read a: "two"');
  });
}

test('calls are struck as messages are', async () => {
  const fault = 'c: fail write error=EIO on "file" when=1 after a→b "one"#1 received';
  const told = (order: 'before' | 'after'): Cast => {
    const { c = [], ...rest } = cast(order);
    return { ...rest, c: [...c, 'make f %dir/file', 'put f text'] };
  };
  const struck = await play(told('after'), { faults: [fault] });
  assert.match(fates(struck)[0] ?? '', /^fired/);
  const spared = await play(told('before'), { faults: [fault] });
  assert.match(fates(spared)[0] ?? '', /^missed: it came after/);
});

test('a run without such a fault keeps no order', () => {
  const watches = (text: string): number => createAnchors([parseFault(text)]).watches.length;
  assert.equal(
    [
      'a→b "X"#1: cut',
      'a→b "X"#1: cut after c crashed',
      'a→b "X"#1: cut before a→b "Y"#1 sent',
      'a→b "X"#1: cut after a→b "Y"#1 sent',
    ].map(watches),
    [0, 0, 0, 1],
  );
});

test.run();
