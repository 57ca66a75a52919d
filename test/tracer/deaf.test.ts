/** Attempts to connect that get no answer. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fates, type Play, play } from './play.ts';

const test = suite('tracer/deaf');

const LISTEN = ['tcp l', 'bind l 127.0.0.1 %port', 'listen l'];
const output = (traced: Play, node: string): string => traced.output[node] ?? '';

test('a blocking connect whose SYN is lost blocks, and is made when that is over', async () => {
  const traced = await play(
    {
      s: [...LISTEN, 'quiet l 100', 'accept l a', 'read a 9'],
      c: ['tcp a', 'connect a 127.0.0.1 %port', 'write a late'],
    },
    { faults: ['c→s connect#1: ignore for 300ms'] },
  );
  assert.match(output(traced, 's'), 'quiet l: 0\naccept l: 0\nread a: "late"\n');
  assert.match(output(traced, 'c'), 'connect a: 0\nwrite a: 4\n');
  assert.equal(fates(traced), ['fired: the SYN was lost']);
  const connect = traced.trace.messages.find(({ kind }) => kind === 'connect');
  assert.is(connect?.withheld, false);
  assert.ok((connect?.received.length ?? 0) > 0);
});

test('a program that has no patience is told ETIMEDOUT, and the server of nobody', async () => {
  const traced = await play(
    {
      s: [...LISTEN, 'await %dir/over', 'quiet l 1'],
      c: ['tcp a', 'patience a 1', 'connect a 127.0.0.1 %port', 'touch %dir/over'],
    },
    { faults: ['c→s connect#1: ignore'] },
  );
  assert.match(output(traced, 'c'), 'connect a: ETIMEDOUT\n');
  assert.match(output(traced, 's'), 'quiet l: 0\n');
  assert.equal(fates(traced), ['fired: the SYN was lost']);
  assert.is(traced.trace.messages.find(({ kind }) => kind === 'connect')?.withheld, true);
});

test('a non-blocking one stays under way and is never writable; another gets through', async () => {
  const traced = await play(
    {
      s: [...LISTEN, 'accept l a', 'read a 9'],
      c: [
        ...['tcp a', 'nonblock a', 'connect a 127.0.0.1 %port', 'quiet a 60', 'error a'],
        ...['tcp b', 'connect b 127.0.0.1 %port', 'write b hello'],
      ],
    },
    { faults: ['c→s connect#1: ignore'] },
  );
  assert.match(output(traced, 'c'), 'connect a: EINPROGRESS\nquiet a: 0\nerror a: none\n');
  assert.match(output(traced, 's'), 'accept l: 0\nread a: "hello"\n');
  assert.equal(traced.unfollowed, []);
});

test.run();
