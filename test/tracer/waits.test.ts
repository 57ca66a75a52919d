/** A parent that waits for its child: after the child's end. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Play, play, playBoth } from './play.ts';

const test = suite('tracer/waits');

/** `process ordinal of the ended → process ordinal of the waiter` of each wait. */
const waits = ({ trace }: Play): string[] =>
  [...trace.edges]
    .filter(({ kind }) => kind === 'wait')
    .map(({ from, to }) => {
      const [ended, waiter] = [trace.events.at(from), trace.events.at(to)];
      assert.is(ended?.call, 'exit');
      assert.is(waiter?.call, 'wait');
      return `${ended?.process}→${waiter?.process}`;
    });

for (const call of ['wait', 'waitid', 'waitid null', 'waitid pidfd']) {
  test(`the end of a child is before the return of its parent's "${call}"`, async () => {
    const traced = await playBoth({ c: ['fork {', 'exit 3', '}', call] });
    assert.equal(waits(traced), call === 'waitid null' ? [] : ['1→0']);
  });
}

test('a wait for one process by its number needs no information', async () => {
  assert.equal(waits(await playBoth({ c: ['fork {', 'exit 3', '}', 'waitid pid'] })), ['1→0']);
});

test('a child that stops has not ended', async () => {
  const traced = await playBoth({
    c: ['fork {', 'raise 19', 'exit 3', '}', 'wait stopped', 'wait'],
  });
  assert.equal(waits(traced), ['1→0']);
  assert.match(traced.output['c'] ?? '', 'wait: stopped by 19\nwait: exit code 3\n');
});

test('looking whether a child has ended tells nothing while none has', async () => {
  const traced = await playBoth({
    c: ['fork {', 'await %dir/go', '}', 'wait nohang', 'touch %dir/go', 'wait'],
  });
  assert.equal(waits(traced), ['1→0']);
});

test('the ends of grandchildren are waited for by whoever does', async () => {
  const traced = await play({ c: ['fork {', 'fork {', '}', 'wait', '}', 'wait', 'wait'] });
  assert.equal(waits(traced), ['2→1', '1→0']);
  assert.match(traced.output['c'] ?? '', 'wait: ECHILD');
});

test.run();
