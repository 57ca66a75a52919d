/** Faults at no message strike at the stop that makes their moment come. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from './casts.ts';
import { fates, play } from './play.ts';

const test = suite('tracer/strikes');

test('crash once a message was sent: the node is dead before its sender goes on', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 9', 'hang'],
      c: [...DIAL, 'write a one', 'write a two', 'read a 9'],
    },
    { faults: ['s: crash once c→s "one"#1 sent'] },
  );
  assert.equal(fates(traced), ['fired: killed 1 process']);
  assert.is(traced.ends['s'], 'signal 9');
  assert.not.match(traced.output['s'] ?? '', 'read');
});

test('crash once another crashed; one that has ended by itself is reported', async () => {
  const traced = await play(
    { a: ['raise 9'], b: ['hang'], c: ['exit 0'] },
    { faults: ['b: crash once a crashed', 'c: crash once b crashed'] },
  );
  const [b, c] = fates(traced);
  assert.is(b, 'fired: killed 1 process');
  assert.match(c ?? '', /^(?:fired: killed 1 process|missed: c was not running any more)$/);
});

test.run();
