/** A paused node as its peers see it: open connections that do not answer. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from './casts.ts';
import { fates, play } from './play.ts';

const test = suite('tracer/pauses');

const GO = ['write a go', 'read a 9'];

test('after a message: it arrives, and nothing more until the pause is over', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'write a one', 'write a two', 'read a 9'],
      c: [...DIAL, 'read a 3', 'quiet a 60', ...GO],
    },
    { faults: ['s: pause after s→c "one"#1 until c→s "go"#1 sent'] },
  );
  assert.equal(fates(traced), ['fired: stopped 1 thread']);
  assert.match(traced.output['c'] ?? '', 'read a: "one"\nquiet a: 0\nwrite a: 2\nread a: "two"');
  assert.match(traced.output['s'] ?? '', 'write a: 3\nwrite a: 3\nread a: "go"');
});

test('before a message: not a byte of it leaves until the pause is over', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'write a one', 'read a 9'],
      c: [...DIAL, 'quiet a 60', ...GO],
    },
    { faults: ['s: pause before s→c "one"#1 until c→s "go"#1 sent'] },
  );
  assert.equal(fates(traced), ['fired: stopped 1 thread']);
  assert.match(traced.output['c'] ?? '', 'quiet a: 0\nwrite a: 2\nread a: "one"');
});

test('the peer can go on sending; it is all there afterwards', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'write a one', 'read a 9', 'all a 6'],
      c: [...DIAL, 'read a 3', 'write a two', 'write a three', 'write a go', 'close a'],
    },
    { faults: ['s: pause after s→c "one"#1 until c→s "go"#1 sent'] },
  );
  assert.equal(fates(traced), ['fired: stopped 1 thread']);
  assert.match(traced.output['s'] ?? '', 'read a: "twothreeg"');
});

test('for a time of the clock', async () => {
  const traced = await play(
    { s: [...SERVE, 'write a one', 'write a two'], c: [...DIAL, 'read a 3', 'read a 3'] },
    { faults: ['s: pause after s→c "one"#1 for 80ms'] },
  );
  assert.equal(fates(traced), ['fired: stopped 1 thread']);
  const at = (label: string): number => {
    const message = traced.trace.messages.find((one) => one.label === label);
    return traced.trace.events.at(message?.sent ?? 0)?.atUs ?? 0;
  };
  assert.ok(at('two') - at('one') >= 80_000, 'the second is sent after the pause');
});

test('all threads of all processes stand, wherever they were', async () => {
  const traced = await play(
    {
      s: [
        ...['thread {', 'hang', '}', 'fork {', 'hang', '}'],
        ...[...SERVE, 'write a one', 'write a two', 'exit 0'],
      ],
      c: [...DIAL, 'read a 3', 'quiet a 60', ...GO],
    },
    {
      faults: ['s: pause after s→c "one"#1 until c→s "go"#1 sent'],
      until: (tracer) => !tracer.isAlive('c'),
    },
  );
  assert.equal(fates(traced), ['fired: stopped 3 threads']);
  assert.match(traced.output['c'] ?? '', 'quiet a: 0\nwrite a: 2\nread a: "two"');
});

test('once something has happened; a node that waits is stopped where it waits', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 9', 'write a one', 'read a 9'],
      c: [...DIAL, 'write a ask', 'quiet a 60', ...GO],
    },
    { faults: ['s: pause once c→s "ask"#1 sent until c→s "go"#1 sent'] },
  );
  assert.equal(fates(traced), ['fired: stopped 1 thread']);
  assert.match(traced.output['c'] ?? '', 'quiet a: 0\nwrite a: 2\nread a: "one"');
  assert.match(traced.output['s'] ?? '', 'read a: "ask');
});

test('a node that is paused can be killed', async () => {
  const traced = await play(
    { s: [...SERVE, 'write a one', 'hang'], c: [...DIAL, 'read a 3', 'write a go', 'read a 9'] },
    {
      faults: ['s: pause after s→c "one"#1 until heal', 's: crash once c→s "go"#1 sent'],
    },
  );
  assert.equal(fates(traced), ['fired: stopped 1 thread', 'fired: killed 1 process']);
  assert.is(traced.ends['s'], 'signal 9');
});

test('a node that has ended is not paused', async () => {
  const traced = await play(
    { a: ['exit 0'], b: ['hang'] },
    { faults: ['b: crash once a crashed', 'a: pause once b crashed until heal'] },
  );
  assert.equal(fates(traced), ['fired: killed 1 process', 'missed: a was not running any more']);
});

test.run();
