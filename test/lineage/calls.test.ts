/** Call graphs: what tells requests apart, and when nothing does. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { callsOf } from '../../src/lineage/calls.ts';
import type { Trace } from '../../src/model/trace.ts';
import { randomTrace } from '../helpers/random-trace.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('calls');

/** `request ← parent's request (certainty)`. */
function told(trace: Trace): readonly string[] {
  const calls = callsOf(trace);
  const name = (call: number): string =>
    trace.messages.at(calls[call]?.request ?? -1)?.label ?? 'nothing';
  return calls.map(({ id, parent, certainty }) => `${name(id)} ← ${name(parent)} (${certainty})`);
}

test('the only request that is being answered is the parent', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.message('client', 'a', 'GET');
  builder.message('a', 'b', 'ASK');
  builder.message('b', 'a', 'SAY');
  builder.message('a', 'client', 'OK');
  assert.equal(told(builder.build()), ['GET ← nothing (root)', 'ASK ← GET (only)']);
});

test('in an event loop the parent is what was read last', () => {
  const builder = traceBuilder(['a', 'b']);
  const fresh = { fresh: true };
  builder.message('client', 'a', 'GET 1', fresh);
  builder.message('a', 'b', 'ASK 1', fresh);
  builder.message('invariant', 'a', 'GET 2', fresh);
  builder.message('a', 'b', 'ASK 2', fresh);
  builder.message('a', 'invariant', 'OK 2');
  builder.message('a', 'client', 'OK 1');
  assert.equal(told(builder.build()), [
    'GET 1 ← nothing (root)',
    'ASK 1 ← GET 1 (only)',
    'GET 2 ← nothing (root)',
    'ASK 2 ← GET 2 (thread)',
  ]);
});

test('an answer that was read leads back to the request it was asked for', () => {
  const builder = traceBuilder(['a', 'b', 'c']);
  builder.message('client', 'a', 'GET 1');
  builder.message('a', 'b', 'ASK 1');
  builder.message('invariant', 'a', 'GET 2');
  builder.message('b', 'a', 'SAY 1');
  builder.message('a', 'c', 'TELL 1');
  builder.message('a', 'client', 'OK 1');
  builder.message('a', 'invariant', 'OK 2');
  assert.ok(told(builder.build()).includes('TELL 1 ← GET 1 (thread)'));
});

test('work that goes from thread to thread is a guess among all that is being answered', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.message('client', 'a', 'GET 1', { thread: 0 });
  builder.message('invariant', 'a', 'GET 2', { thread: 0 });
  builder.message('a', 'b', 'ASK', { thread: 1 });
  builder.message('a', 'client', 'OK 1', { thread: 1 });
  builder.message('a', 'invariant', 'OK 2', { thread: 1 });
  const ask = callsOf(builder.build())[2];
  assert.is(ask?.certainty, 'guess');
  assert.equal(ask?.candidates, [0, 1]);
});

test('a process that was seen to wait for something else is not told by its thread', () => {
  const builder = traceBuilder(['a', 'b', 'c']);
  builder.message('client', 'a', 'GET 1');
  builder.message('a', 'client', 'OK 1');
  builder.message('invariant', 'a', 'GET 2');
  builder.message('client', 'a', 'GET 3');
  builder.message('a', 'client', 'OK 3');
  // Only GET 2 is left, yet what was read last was GET 3: a timer, or its like.
  builder.message('a', 'b', 'LATE');
  builder.message('client', 'a', 'GET 4');
  builder.message('a', 'c', 'ASK');
  builder.message('a', 'client', 'OK 4');
  builder.message('a', 'invariant', 'OK 2');
  const lines = told(builder.build());
  assert.ok(lines.includes('LATE ← GET 2 (only)'), lines.join('\n'));
  assert.ok(lines.includes('ASK ← GET 4 (guess)'), lines.join('\n'));
});

test('what a node does after its answer belongs to what it read last', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.message('client', 'a', 'PUT');
  builder.message('a', 'client', 'OK');
  builder.message('a', 'b', 'COPY');
  assert.equal(told(builder.build()), ['PUT ← nothing (root)', 'COPY ← PUT (thread)']);
});

test('the first request on a connection belongs to what made the connection', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.message('client', 'a', 'GET 1');
  builder.connect('a', 'b');
  builder.message('invariant', 'a', 'GET 2');
  builder.message('a', 'b', 'ASK 1');
  builder.message('a', 'client', 'OK 1');
  builder.message('a', 'invariant', 'OK 2');
  assert.ok(told(builder.build()).includes('ASK 1 ← GET 1 (thread)'));
});

test('whatever the run, calls are a forest over its requests', () => {
  fc.assert(
    fc.property(randomTrace, (trace) => {
      const calls = callsOf(trace);
      for (const { id, parent, candidates, children, certainty, request, answers } of calls) {
        assert.is(parent < 0, certainty === 'root');
        assert.ok(parent < calls.length && parent !== id);
        assert.ok(certainty !== 'guess' || candidates.length > 1);
        assert.ok(children.every((child) => calls[child]?.parent === id));
        assert.ok(answers.every((answer) => answer !== request));
        // Upwards it ends.
        let steps = 0;
        for (let at = parent; at >= 0; at = calls[at]?.parent ?? -1) {
          steps += 1;
          assert.ok(steps <= calls.length);
        }
      }
      const messages = calls.flatMap(({ request, answers }) => [request, ...answers]);
      assert.is(new Set(messages).size, messages.length);
    }),
    { numRuns: 300 },
  );
});

test.run();
