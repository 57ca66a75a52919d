/** Requests and their answers, told from the order of messages alone. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exchangesOf } from '../../src/lineage/exchanges.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('exchanges');

test('a request is answered by what comes back next', () => {
  const builder = traceBuilder(['a', 'b']);
  const [first, answer] = [builder.message('a', 'b', 'GET'), builder.message('b', 'a', 'OK')];
  const [second, other] = [builder.message('a', 'b', 'GET'), builder.message('b', 'a', 'OK')];
  assert.equal(exchangesOf(builder.build()), [
    { request: first, answers: [answer], isGuess: false },
    { request: second, answers: [other], isGuess: false },
  ]);
});

test('requests in a pipeline are answered in their order', () => {
  const builder = traceBuilder(['a', 'b']);
  const requests = [builder.message('a', 'b', 'GET 1'), builder.message('a', 'b', 'GET 2')];
  const answers = [builder.message('b', 'a', '1'), builder.message('b', 'a', '2')];
  assert.equal(
    exchangesOf(builder.build()).map(({ request, answers: [answer] }) => [request, answer]),
    [
      [requests[0], answers[0]],
      [requests[1], answers[1]],
    ],
  );
});

test('an answer of several messages is one answer', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.message('a', 'b', 'LIST');
  const parts = ['1', '2', 'END'].map((label) => builder.message('b', 'a', label));
  assert.equal(exchangesOf(builder.build())[0]?.answers, parts);
});

test('interim responses announce the answer and are none', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.message('a', 'b', 'PUT');
  const parts = [builder.message('b', 'a', '100 Continue'), builder.message('b', 'a', '200 OK')];
  const next = builder.message('a', 'b', 'PUT');
  const last = builder.message('b', 'a', '200 OK');
  assert.equal(
    exchangesOf(builder.build()).map(({ answers }) => answers),
    [parts, [last]],
  );
  assert.ok(next > 0);
});

test('what a server sends unasked, after it heard something else, is a request of its own', () => {
  const builder = traceBuilder(['primary', 'replica']);
  builder.message('replica', 'primary', 'SYNC');
  builder.message('primary', 'replica', 'STATE');
  builder.message('client', 'primary', 'SET');
  const feed = builder.message('primary', 'replica', 'SET');
  const exchange = exchangesOf(builder.build()).find(({ request }) => request === feed);
  assert.equal(exchange, { request: feed, answers: [], isGuess: false });
});

test('a pipeline whose answers are not one to one is a guess', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.message('a', 'b', 'LIST');
  builder.message('a', 'b', 'LIST');
  for (const label of ['1', '2', '3']) {
    builder.message('b', 'a', label);
  }
  assert.ok(exchangesOf(builder.build()).every(({ isGuess }) => isGuess));
});

test('a request that never arrived has no answer', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.send('a', 'b', 'GET', { withheld: true });
  assert.equal(exchangesOf(builder.build())[0]?.answers, []);
});

test('attempts to connect, and what a node tells itself, are no requests', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.connect('a', 'b');
  assert.equal(exchangesOf(builder.build()), []);
});

test.run();
