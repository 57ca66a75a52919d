import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { causalPast } from '../../src/lineage/causal-past.ts';
import { messageGraph } from '../../src/lineage/message-graph.ts';
import { isWorkloadMessage } from '../../src/lineage/support.ts';
import { randomTrace } from '../helpers/random-trace.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('message graph');

test('a message follows those that its sender had received', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  const request = builder.message('client', 'a', 'SET');
  const forward = builder.message('a', 'b', 'REPL');
  const answer = builder.message('b', 'a', 'ACK');
  const graph = messageGraph(builder.build());
  assert.equal(graph.before(answer), [request, forward]);
  assert.equal(graph.after(request), [forward, answer]);
});

test('only the last step is an edge', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  const request = builder.message('client', 'a', 'SET');
  const forward = builder.message('a', 'b', 'REPL');
  const answer = builder.message('b', 'a', 'ACK');
  const { graph } = messageGraph(builder.build());
  assert.ok(graph.hasEdge(`m${forward}`, `m${answer}`));
  assert.not.ok(graph.hasEdge(`m${request}`, `m${answer}`));
});

test('a crash mark stands after all that its node had heard and said', () => {
  const builder = traceBuilder(['a']);
  builder.startWorkload();
  const request = builder.message('client', 'a', 'SET');
  const answer = builder.message('a', 'client', 'OK');
  const event = builder.now() - 1;
  const graph = messageGraph(builder.build(), [{ node: 'a', event }]);
  assert.equal(graph.beforeCrash('a'), [request, answer]);
});

test('chains of many thousand messages are walked without recursion', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  for (let i = 0; i < 12_000; i += 1) {
    builder.message(i % 2 === 0 ? 'a' : 'b', i % 2 === 0 ? 'b' : 'a', 'PING');
  }
  assert.is(messageGraph(builder.build()).after(0).length, 11_999);
});

test('property: a message in front of another lies in its causal past', () => {
  fc.assert(
    fc.property(randomTrace, (trace) => {
      const graph = messageGraph(trace);
      for (const message of trace.messages.filter(isWorkloadMessage)) {
        const past = causalPast(trace, [message.sent]);
        for (const earlier of graph.before(message.id)) {
          assert.ok(past.includes(trace.messages.at(earlier)?.sent ?? -1));
        }
      }
    }),
  );
});

test.run();
