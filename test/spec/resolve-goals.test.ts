/** The key `goals`: what becomes of it, and where it is refused. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Goal } from '../../src/model/goal.ts';
import { parseSpec } from '../../src/spec/load-spec.ts';
import { GOOD_SPEC } from './good-spec.ts';
import { errorOf } from './refused.ts';

const test = suite('goals of a spec');

const withGoals = (text: string): string => `${GOOD_SPEC}goals:\n  - ${text}\n`;
const goalsIn = (text: string): readonly Goal[] | undefined =>
  parseSpec(withGoals(text), 'spec.yaml').goals;

test('a spec without the key has none', () => {
  assert.is(parseSpec(GOOD_SPEC, 'spec.yaml').goals, undefined);
});

test('all events, in any run that has them, unless it says otherwise', () => {
  const events = '[{ node: primary, log: ^done }, { node: client, receives: OK, from: primary }]';
  assert.equal(goalsIn(`events: ${events}`), [
    {
      events: [
        { node: 'primary', type: 'log', match: '^done' },
        { node: 'client', type: 'receives', match: 'OK', from: 'primary' },
      ],
      ...{ atLeast: 2, monotone: false },
    },
  ]);
});

test('how many suffice, what excuses one, and that nothing prevents them', () => {
  const events = '[{ node: replica, exits: 3, excused_by: [replica] }, { node: client, exits: 0 }]';
  assert.equal(goalsIn(`{ at_least: 1, monotone: true, events: ${events} }`), [
    {
      events: [
        { node: 'replica', excusedBy: ['replica'], type: 'exits', code: 3 },
        { node: 'client', type: 'exits', code: 0 },
      ],
      ...{ atLeast: 1, monotone: true },
    },
  ]);
});

test('that what one run rested on is enough in each', () => {
  const rest = 'events: [{ node: primary, log: x }]';
  const [goal] = goalsIn(`{ monotone: true, unconditional: true, ${rest} }`) ?? [];
  assert.is(goal?.unconditional, true);
  const [other = {}] = goalsIn(`{ monotone: true, ${rest} }`) ?? [];
  assert.not.ok('unconditional' in other);
});

test('but not of a goal that what comes besides can prevent', () => {
  assert.throws(
    () => goalsIn('{ unconditional: true, events: [{ node: primary, log: x }] }'),
    /expected "monotone: true" beside "unconditional: true"/,
  );
});

test('a death before a message', () => {
  assert.equal(goalsIn('events: [{ node: primary, dies_before: "^OK" }]')?.[0]?.events, [
    { node: 'primary', type: 'dies', before: '^OK' },
  ]);
});

/** Why, the goal, line:column, parts of the message and of the hint. */
const REFUSED = [
  [
    'a node that is not there',
    'events: [{ node: primry, log: x }]',
    '24:22',
    'goals[0].events[0].node: there is no node "primry"',
    'mean "primary"?',
  ],
  [
    'an excuse by a client',
    'events: [{ node: replica, log: x, excused_by: [client] }]',
    '24:52',
    'excused_by[0]: there is no node "client"',
    'the nodes are',
  ],
  [
    'a client that dies',
    'events: [{ node: client, dies_before: x }]',
    '24:22',
    'there is no node "client"',
    'the nodes are',
  ],
  [
    'an expression that is none',
    'events: [{ node: replica, log: "(" }]',
    '24:36',
    'log: expected a regular expression',
    'backslash',
  ],
  [
    'more than there are',
    '{ at_least: 2, events: [{ node: replica, log: x }] }',
    '24:17',
    'at_least: expected at most 1, got 2',
    'there are 1 events',
  ],
  [
    'two things at once',
    'events: [{ node: replica, log: x, exits: 0 }]',
    '24:14',
    'expected one of the keys log, receives, dies_before, exits',
    'for example',
  ],
  [
    'a sender of nothing',
    'events: [{ node: replica, log: x, from: primary }]',
    '24:14',
    'expected the key "receives" beside "from"',
    'for example',
  ],
  ['no events', 'events: []', '24:13', 'expected at least one event', 'for example'],
] as const;

for (const [why, text, at, message, hint] of REFUSED) {
  test(`${why} is refused where it stands`, () => {
    const error = errorOf(withGoals(text));
    assert.is(error.where, `spec.yaml:${at}`, error.message);
    assert.ok(error.message.includes(message), error.message);
    assert.ok(error.hint?.includes(hint), `${error.message}\n${error.hint}`);
  });
}

test.run();
