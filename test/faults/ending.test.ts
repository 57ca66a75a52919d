/** When the faults of a run end, as a spec says it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addressLadders } from '../../src/faults/addresses.ts';
import { createEnding, parseEnding } from '../../src/faults/ending.ts';
import { SpecError } from '../../src/model/errors.ts';
import { workload } from './builders.ts';

const test = suite('ending');

const WHERE = { source: 'spec.yaml', line: 7, column: 9 };
const parse = (text: string) => parseEnding(text, WHERE, ['a', 'b']);

test('a time, events, or heal', () => {
  assert.equal(parse('for 5s'), { until: 'time', ms: 5000 });
  assert.equal(parse('until heal'), { until: 'heal' });
  const both = parse('until b crashed and a→b "X"#1 received');
  assert.is(both.until === 'events' && both.events.length, 2);
});

for (const [text, place, reason] of [
  ['after 5s', 'spec.yaml:7:9', 'expected "for" or "until"'],
  ['for 5', 'spec.yaml:7:13', 'expected a time'],
  ['for 5s or so', 'spec.yaml:7:16', 'expected the end of the text'],
  ['until c crashed', 'spec.yaml:7', 'there is no node "c"'],
  ['until a→b "P\\\\?"#1 sent', 'spec.yaml:7', 'is named by a mask'],
] as const) {
  test(`refused: ${text}`, () => {
    try {
      parse(text);
      assert.unreachable(text);
    } catch (error) {
      assert.instance(error, SpecError);
      assert.is((error as SpecError).where, place);
      assert.match((error as SpecError).message, reason);
    }
  });
}

test('it has come when all has happened, in any order', () => {
  const ending = createEnding(parse('until b crashed and a→b "X"#1 sent'));
  const [ladder] = [...addressLadders(workload('X')).values()];
  assert.not.ok(ending.hasCome());
  ending.notice({ kind: 'crashed', node: 'b' });
  ending.notice({ kind: 'crashed', node: 'a' });
  assert.not.ok(ending.hasCome());
  if (ladder !== undefined) {
    ending.notice({ kind: 'sent', ladder });
  }
  assert.ok(ending.hasCome());
});

test('a time, or nothing, is no event', () => {
  for (const hold of [undefined, parse('for 1ms'), parse('until heal')]) {
    const ending = createEnding(hold);
    ending.notice({ kind: 'ended', of: 'workload' });
    assert.not.ok(ending.hasCome());
  }
});

test('what has not fired by then is told of', () => {
  const ending = createEnding(undefined);
  assert.is(ending.reason('it was not sent'), 'it was not sent');
  ending.end();
  assert.is(
    ending.reason('it was not sent'),
    'it was not sent, or not before the faults had ended',
  );
});

test.run();
