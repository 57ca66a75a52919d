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

test('crash once another crashed, whatever killed that; one that has ended is told', async () => {
  const traced = await play(
    { a: ['await %dir/go', 'raise 9'], b: ['hang'], c: ['touch %dir/go', 'hang'] },
    { faults: ['b: crash once a crashed', 'c: crash once b crashed', 'a: crash once c crashed'] },
  );
  assert.equal(fates(traced), [
    'fired: killed 1 process',
    'fired: killed 1 process',
    'missed: a was not running any more',
  ]);
});

test('crash after a message was received: the program has not acted on it', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 3', 'say saw', 'hang'],
      c: [...DIAL, 'write a one', 'read a 9'],
    },
    { faults: ['s: crash after c→s "one"#1 received'] },
  );
  assert.equal(fates(traced), ['fired: killed 1 process']);
  assert.not.match(traced.output['s'] ?? '', 'saw');
  assert.match(traced.output['c'] ?? '', 'write a: 3\nread a: ""');
});

test('pause after a message was received: the answer comes when it is over', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 3', 'write a two', 'read a 9'],
      c: [...DIAL, 'write a one', 'quiet a 60', 'write a go', 'read a 9'],
    },
    { faults: ['s: pause after c→s "one"#1 received until c→s "go"#1 sent'] },
  );
  assert.equal(fates(traced), ['fired: stopped 1 thread']);
  assert.match(traced.output['c'] ?? '', 'quiet a: 0\nwrite a: 2\nread a: "two"');
});

test.run();
