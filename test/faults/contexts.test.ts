/** What a node has received, as a name. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CausalContexts } from '../../src/faults/contexts.ts';
import { outgoing } from './builders.ts';

const test = suite('causal contexts');

const after = (...received: readonly string[]): string => {
  const contexts = new CausalContexts();
  for (const text of received) {
    contexts.receive(outgoing(text, 'b', 'a'));
  }
  return contexts.of('a');
};

test('a node that has received nothing has a context too', () => {
  assert.match(after(), /^[0-9a-f]{8}$/);
});

test('each message that is received changes the context', () => {
  const seen = [after(), after('X'), after('X', 'X'), after('Y'), after('X', 'Y')];
  assert.is(new Set(seen).size, seen.length);
});

test('the order of different classes does not matter, nor what they carry', () => {
  assert.is(after('X', 'Y 1', 'X'), after('Y 2', 'X', 'X'));
});

test('what one node receives is not in the context of another', () => {
  const contexts = new CausalContexts();
  contexts.receive(outgoing('X', 'b', 'a'));
  assert.is(contexts.of('b'), new CausalContexts().of('b'));
});

test.run();
