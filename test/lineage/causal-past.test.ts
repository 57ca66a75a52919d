import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { causalPast, eventsByNode } from '../../src/lineage/causal-past.ts';
import type { EventId, Trace } from '../../src/model/trace.ts';
import { randomTrace } from '../helpers/random-trace.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('causal past');

/** Closure by repeated relaxation, straight from the definition. */
function pastByFixpoint(trace: Trace, anchors: readonly EventId[]): ReadonlySet<EventId> {
  const past = new Set(anchors);
  for (let size = -1; size !== past.size; ) {
    size = past.size;
    for (const { from, to } of trace.edges) {
      if (past.has(to)) {
        past.add(from);
      }
    }
    for (const own of eventsByNode(trace).values()) {
      const last = own.findLast((id) => past.has(id)) ?? -1;
      for (const id of own) {
        if (id <= last) {
          past.add(id);
        }
      }
    }
  }
  return past;
}

test('what a node did in another thread before it answered lies in the past of the answer', () => {
  const builder = traceBuilder(['a', 'b']);
  const read = builder.message('b', 'a', 'X', { thread: 1 });
  const answer = builder.message('a', 'client', 'OK', { thread: 0 });
  const trace = builder.build();
  const past = causalPast(trace, trace.messages.at(answer)?.received ?? []);
  assert.ok(past.includes(trace.messages.at(read)?.sent ?? -1));
});

test('what a node did after the answer lies outside', () => {
  const builder = traceBuilder(['a']);
  const answer = builder.message('a', 'client', 'OK');
  const later = builder.local('a');
  const trace = builder.build();
  assert.not.ok(causalPast(trace, trace.messages.at(answer)?.received ?? []).includes(later));
});

test('the past of no anchors is empty', () => {
  const builder = traceBuilder(['a']);
  const event = builder.local('a');
  const past = causalPast(builder.build(), []);
  assert.not.ok(past.includes(event));
  assert.is(past.lastOf.size, 0);
});

test('a chain of many thousand messages is walked without recursion', () => {
  const builder = traceBuilder(['a', 'b']);
  for (let i = 0; i < 20_000; i += 1) {
    builder.message(i % 2 === 0 ? 'a' : 'b', i % 2 === 0 ? 'b' : 'a', 'PING');
  }
  const trace = builder.build();
  const past = causalPast(trace, [trace.events.length - 1]);
  assert.ok(past.includes(0));
});

test('property: it is the closure of the anchors under node order and edges', () => {
  fc.assert(
    fc.property(randomTrace, fc.array(fc.nat(60), { maxLength: 3 }), (trace, picks) => {
      const anchors = picks.filter((id) => id < trace.events.length);
      const expected = pastByFixpoint(trace, anchors);
      const past = causalPast(trace, anchors);
      for (const { id } of trace.events) {
        assert.is(past.includes(id), expected.has(id));
      }
    }),
  );
});

test.run();
