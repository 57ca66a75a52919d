/** What a node has received, as a name. */
import fc from 'fast-check';
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

const reads = fc.array(fc.record({ at: fc.nat(60), text: fc.constantFrom('X', 'Y', 'Z 1') }), {
  maxLength: 60,
});

test('reads that are told late are in the context of what came after them, and of no more', () => {
  fc.assert(
    fc.property(reads, fc.nat(60), (told, before) => {
      const late = new CausalContexts();
      const inTime = new CausalContexts();
      for (const { at, text } of told) {
        late.receive(outgoing(text, 'b', 'a'), at);
      }
      for (const { at, text } of told) {
        if (at < before) {
          inTime.receive(outgoing(text, 'b', 'a'));
        }
      }
      assert.is(late.of('a', before), inTime.of('a'));
    }),
  );
});

test('however many reads there are, their order makes no difference', () => {
  const [forth, back] = [new CausalContexts(), new CausalContexts()];
  const texts = Array.from({ length: 1000 }, (_, at) => ['X', 'Y', 'Z'][at % 3] ?? '');
  for (const [at, text] of texts.entries()) {
    forth.receive(outgoing(text, 'b', 'a'), at);
    back.receive(outgoing(text, 'b', 'a'), at - (at % 8));
  }
  assert.is(forth.of('a'), back.of('a'));
  assert.is.not(forth.of('a', 999), forth.of('a', 1000));
});

test.run();
