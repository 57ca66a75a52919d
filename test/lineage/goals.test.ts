import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  nodesNeededBy,
  reachedIn,
  supportOfWay,
  type Way,
  waysIn,
} from '../../src/lineage/goals.ts';
import type { Goal, GoalEvent, Reached } from '../../src/model/goal.ts';
import type { Trace } from '../../src/model/trace.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('goals');

const NOBODY = { all: new Set<string>(), atSend: new Set<string>() };
const said = (node: string, excusedBy: readonly string[] = []): GoalEvent => ({
  ...{ node, type: 'log', match: 'x' },
  excusedBy,
});
const goalOf = (nodes: readonly string[], atLeast = nodes.length, monotone = false): Goal => ({
  events: nodes.map((node) => said(node, [node])),
  ...{ atLeast, monotone },
});
const AT: Reached = { event: 0, until: 1 };

const namesOf = (ways: readonly Way[]): readonly string[] => ways.map(({ name }) => name);

test('a goal of all its events is reached in one way, and not without one of them', () => {
  const goal = goalOf(['a', 'b']);
  assert.equal(namesOf(waysIn([goal], [[AT, AT]], NOBODY)), ['0: 0 1']);
  assert.equal(waysIn([goal], [[AT, null]], NOBODY), []);
});

test('k of n events that happened reach it in as many ways as there are choices', () => {
  const goal = goalOf(['a', 'b', 'c'], 2);
  assert.equal(namesOf(waysIn([goal], [[AT, AT, AT]], NOBODY)), ['0: 0 1', '0: 0 2', '0: 1 2']);
  assert.equal(namesOf(waysIn([goal], [[AT, null, AT]], NOBODY)), ['0: 0 2']);
});

test('what is excused need not happen, and what happened needs no excuse', () => {
  const goal = goalOf(['a', 'b']);
  const down = { ...NOBODY, all: new Set(['b']) };
  assert.equal(namesOf(waysIn([goal], [[AT, null]], down)), ['0: 0']);
  assert.equal(namesOf(waysIn([goal], [[AT, AT]], down)), ['0: 0 1']);
  const gone = { ...NOBODY, all: new Set(['a', 'b']) };
  assert.equal(namesOf(waysIn([goal], [[null, null]], gone)), ['0: ']);
});

test('of an unconditional goal there is a way without the dead, though they did their part', () => {
  const goal: Goal = { ...goalOf(['a', 'b'], 2, true), unconditional: true };
  const down = { ...NOBODY, all: new Set(['b']) };
  const ways = waysIn([goal], [[AT, AT]], down);
  assert.equal(namesOf(ways), ['0: 0 1', '0: 0 and the dead']);
  assert.equal(
    ways.map(({ excusedBy }) => excusedBy),
    [[], ['b']],
  );
  assert.equal(namesOf(waysIn([goal], [[AT, AT]], NOBODY)), ['0: 0 1']);
});

test('several goals are as many ways', () => {
  const goals = [goalOf(['a']), goalOf(['b'])];
  assert.equal(namesOf(waysIn(goals, [[AT], [AT]], NOBODY)), ['0: 0', '1: 0']);
});

test('ways beyond the 64th are not looked at', () => {
  const goal = goalOf(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'], 4);
  assert.is(waysIn([goal], [goal.events.map(() => AT)], NOBODY).length, 64);
});

/** a tells b; b answers, and only then c tells b. */
function threeTold(): { trace: Trace; heard: number; last: number } {
  const builder = traceBuilder(['a', 'b', 'c']);
  builder.startWorkload();
  const first = builder.send('a', 'b', 'ONE', { kind: 'udp' });
  const aside = builder.send('c', 'a', 'ASIDE', { kind: 'udp' });
  builder.receive(aside);
  const heard = builder.receive(first);
  builder.message('b', 'a', 'ANSWER', { kind: 'udp' });
  const last = builder.receive(builder.send('c', 'b', 'TWO', { kind: 'udp' }));
  builder.endWorkload();
  return { trace: builder.build(), heard, last };
}

const labelsOf = (trace: Trace, ids: readonly number[]): readonly string[] =>
  ids.map((id) => trace.messages.at(id)?.label ?? '');

function supportFor(trace: Trace, reached: Reached, monotone: boolean) {
  const [way] = waysIn([goalOf(['b'], 1, monotone)], [[reached]], NOBODY);
  return supportOfWay(trace, way as Way);
}

test('a monotone goal rests on its causal past, any other on all that came before', () => {
  const { trace, heard } = threeTold();
  const reached = { event: heard, until: heard + 1 };
  assert.equal(labelsOf(trace, supportFor(trace, reached, true).messages), ['ONE']);
  assert.equal(labelsOf(trace, supportFor(trace, reached, false).messages), ['ONE', 'ASIDE']);
});

test('a crash is felt as long as the node takes part, and not when all has happened', () => {
  const { trace, heard, last } = threeTold();
  const { sends, isFeltAfter, isFeltAtEnd } = supportFor(
    trace,
    { event: heard, until: heard + 1 },
    true,
  );
  assert.equal([...sends.keys()], ['a']);
  const [one = -1] = sends.get('a') ?? [];
  assert.not.ok(isFeltAfter('a', one));
  assert.not.ok(isFeltAtEnd('b'));
  const later = supportFor(trace, { event: last, until: last + 1 }, true);
  const [answer = -1] = later.sends.get('b') ?? [];
  assert.is(trace.messages.at(answer)?.label, 'ANSWER');
  assert.ok(later.isFeltAfter('b', answer), 'b itself still has to do it');
});

test('who has only to hear it must live until then, unless its death excuses it', () => {
  const { trace, heard } = threeTold();
  const reached = { event: heard, until: heard + 1 };
  const neededBy = (goal: Goal, deathsExcuse: boolean): readonly string[] => {
    const [way] = waysIn([goal], [[reached]], NOBODY) as [Way];
    const support = supportOfWay(trace, way);
    return [...nodesNeededBy(trace, way, support, deathsExcuse)].toSorted();
  };
  const goal = goalOf(['b'], 1, true);
  assert.equal(neededBy(goal, false), ['a', 'b']);
  assert.equal(neededBy(goal, true), ['a']);
  const strict: Goal = { events: [said('b')], atLeast: 1, monotone: true };
  assert.equal(neededBy(strict, true), ['a', 'b']);
});

test('a reset before the goal is felt at once, by ends that matter no more as well', () => {
  const builder = traceBuilder(['a', 'b', 'c']);
  builder.startWorkload();
  const one = builder.send('a', 'b', 'ONE', { kind: 'udp' });
  builder.send('a', 'c', 'UNREAD');
  const heard = builder.receive(one);
  builder.send('a', 'c', 'LATER');
  builder.endWorkload();
  const trace = builder.build();
  const { resettable, messages } = supportFor(trace, { event: heard, until: heard + 1 }, false);
  assert.equal(labelsOf(trace, resettable), ['UNREAD']);
  assert.equal(labelsOf(trace, messages), ['ONE']);
});

test('a goal at the end of the run is lost by a crash at the end of the workload', () => {
  const { trace } = threeTold();
  const { length } = trace.events;
  assert.not.ok(supportFor(trace, { event: length - 1, until: length }, true).isFeltAtEnd('b'));
  const builder = traceBuilder(['b']);
  builder.startWorkload();
  builder.local('b');
  builder.endWorkload();
  const late = builder.local('b');
  const { isFeltAtEnd } = supportFor(builder.build(), { event: late, until: late + 1 }, true);
  assert.ok(isFeltAtEnd('b'));
});

test('a message is received at its first read, by whom, and from whom', () => {
  const { trace, heard, last } = threeTold();
  const of = (match: string, from?: string): Reached | null =>
    reachedIn(trace, { node: 'b', type: 'receives', match, ...(from && { from }) });
  assert.equal(of('ONE|TWO'), { event: heard, until: heard + 1 });
  assert.equal(of('ONE|TWO', 'c'), { event: last, until: last + 1 });
  assert.is(of('ASIDE'), null);
});

test('a node that a fault killed before it sent that has died before it', () => {
  const { trace } = threeTold();
  const dies = (before: string): GoalEvent => ({ node: 'b', type: 'dies', before });
  assert.is(reachedIn(trace, dies('ANSWER')), null);
  const reached = reachedIn(trace, dies('DONE'));
  assert.equal(reached, { event: trace.events.length - 1, until: trace.events.length });
  const goal: Goal = { events: [dies('DONE')], atLeast: 1, monotone: false };
  assert.equal(waysIn([goal], [[reached]], NOBODY), []);
  assert.equal(waysIn([goal], [[reached]], { all: new Set(['b']), atSend: new Set() }), []);
  const killed = { all: new Set(['b']), atSend: new Set(['b']) };
  assert.equal(namesOf(waysIn([goal], [[reached]], killed)), ['0: 0']);
});

test.run();
