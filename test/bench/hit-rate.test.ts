/** What is aimed at, and what a fault has hit, told by what messages say. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Message } from '../../src/model/trace.ts';
import { type TraceBuilder, traceBuilder } from '../helpers/trace-builder.ts';
import type { Said } from './address-systems.ts';
import { aims, type Heard, identities, indexNames, judgeHits, keyOf, spread } from './hit-rate.ts';

const test = suite('hit rate');

const bare = ({ text }: Said): string => text;
const keyIn = (message: Message): string => keyOf(message, message.window.from);

/** A run in which a says the texts to b, all with one label; the struck one is withheld. */
function heard(texts: readonly string[], struck?: string): Heard {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  const messages = texts.map((text): readonly [Message, string] => {
    const id = builder.send('a', 'b', 'SET k', { withheld: text === struck });
    return [builder.messageAt(id), text];
  });
  builder.endWorkload();
  return heardOf(builder, new Map(messages.map(([one, text]) => [keyIn(one), text])));
}

function heardOf(builder: TraceBuilder, texts: ReadonlyMap<string, string>): Heard {
  const trace = builder.build();
  const withheld = trace.messages.find((one) => one.withheld);
  return { trace, texts, struck: withheld && keyIn(withheld) };
}

test('an identity is asked with what was said on the channel before and after', () => {
  const asked: string[] = [];
  identities(heard(['x', 'y', 'z']), ({ text }, before, after) => {
    const line = [before, after].map((part) => part.map((one) => one.text).join(''));
    asked.push(`${line[0]}(${text})${line[1]}`);
    return text;
  });
  assert.equal(asked, ['(x)yz', 'x(y)z', 'xy(z)']);
});

test('what says nothing, and what is said outside of the workload, is no message to aim at', () => {
  const builder = traceBuilder(['a', 'b']);
  const early = builder.messageAt(builder.send('a', 'b', 'HELLO'));
  builder.startWorkload();
  builder.connect('a', 'b');
  builder.endWorkload();
  const one = heardOf(builder, new Map([[keyIn(early), 'hello']]));
  assert.is(aims([one, one], bare).messages, 0);
});

test('messages that say the same are left out, and so are those that runs disagree on', () => {
  const twins = heard(['x', 'x', 'y']);
  const aimed = aims([twins, twins], bare);
  assert.equal([aimed.messages, aimed.unstable, aimed.twins], [3, 0, 2]);
  assert.equal(
    aimed.targets.map(({ identity, address }) => `${identity} #${address.ordinal}`),
    ['a→b y #3'],
  );
  assert.equal(aims([heard(['x', 'y']), heard(['x'])], bare).unstable, 2);
});

test('a hit is of the intended message, of another, or of none', () => {
  const [, second] = aims([heard(['x', 'y', 'z'])], bare).targets;
  if (second === undefined) {
    throw new Error('two messages were to be aimed at');
  }
  const hits = (texts: readonly string[], struck: string | undefined): readonly string[] =>
    Object.values(judgeHits(heard(texts, struck), second, struck !== undefined, bare));
  const same = ['intended', 'intended', 'intended'];
  assert.equal(hits(['x', 'y', 'z'], 'y'), ['intended', ...same]);
  assert.equal(hits(['x', 'y', 'z'], 'z'), ['another', ...same]);
  assert.equal(hits(['x', 'z', 'y'], 'y'), ['intended', 'another', 'another', 'another']);
  assert.equal(hits(['x'], undefined), ['missed', 'missed', 'missed', 'missed']);
  // It has fired, and nothing was seen to be withheld.
  assert.is(judgeHits(heard(['x', 'y']), second, true, bare).address, 'another');
});

test('indices are of the node, of the channel and of the thread', () => {
  const builder = traceBuilder(['a', 'b', 'c']);
  builder.startWorkload();
  builder.send('a', 'b', 'one');
  builder.send('a', 'c', 'two', { thread: 1 });
  builder.send('a', 'b', 'three', { fresh: true });
  builder.endWorkload();
  const names = [...indexNames(builder.build()).values()];
  assert.equal(
    names.map(({ node }) => node),
    ['node a 1', 'node a 2', 'node a 3'],
  );
  assert.equal(
    names.map(({ channel }) => channel),
    ['channel tcp a b 1 forth 1', 'channel tcp a c 1 forth 1', 'channel tcp a b 2 forth 1'],
  );
  // Entry and exit of a send are two events.
  assert.equal(
    names.map(({ event }) => event),
    ['event a 0 0 1 1', 'event a 0 1 1 1', 'event a 0 0 3 1'],
  );
});

test('faults are spread over all messages, none of which is met twice more than another', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 300 }), (of, count) => {
      const { targets } = aims([heard(Array.from({ length: of }, (_, at) => `${at}`))], bare);
      const times = new Map(targets.map((one) => [one, 0]));
      for (const one of spread(targets, count)) {
        times.set(one, (times.get(one) ?? 0) + 1);
      }
      const counts = [...times.values()];
      assert.is(
        counts.reduce((sum, one) => sum + one, 0),
        count,
      );
      assert.ok(Math.max(...counts) - Math.min(...counts) <= 1);
    }),
  );
});

test.run();
