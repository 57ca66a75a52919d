/** One line of a history. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseEvent } from '../../src/checks/event-line.ts';

const test = suite('checks/event-line');

test('an event has a process, a type and what was asked; the rest may be left out', () => {
  assert.equal(parseEvent('{"process":0,"type":"invoke","f":"read"}'), {
    ...{ process: '0', type: 'invoke', f: 'read', key: undefined, value: 'null' },
    time: undefined,
  });
  const whole =
    '{"process":"a","type":"ok","f":"write","key":7,"value":{"b":1,"a":[2]},"time":1.5}';
  assert.equal(parseEvent(`${whole}\r`), {
    ...{ process: 'a', type: 'ok', f: 'write', key: '7', value: '{"a":[2],"b":1}', time: 1.5 },
  });
});

const REFUSED: readonly (readonly [string, RegExp])[] = [
  ['{', /not JSON/],
  ['[]', /an object/],
  ['{"type":"ok"}', /"process": .* got nothing/],
  ['{"process":"","type":"ok"}', /"process": .* got ""/],
  ['{"process":1,"type":"done"}', /"type": .* got "done"/],
  ['{"process":1,"type":"invoke"}', /"f": expected what was asked/],
  ['{"process":1,"type":"ok","f":3}', /"f": .* got 3/],
  ['{"process":1,"type":"ok","key":[1]}', /"key": .* got \[1\]/],
  ['{"process":1,"type":"ok","time":"now"}', /"time": .* got "now"/],
];

for (const [line, expected] of REFUSED) {
  test(`refused: ${line}`, () => {
    const problem = parseEvent(line);
    assert.type(problem, 'string');
    assert.match(problem as string, expected);
  });
}

test.run();
