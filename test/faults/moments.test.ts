/** Anchors that can't happen, or not in that order. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkMoments } from '../../src/faults/moments.ts';
import { parseFault } from '../../src/faults/text.ts';

const test = suite('moments');

for (const text of [
  'a→b "X"#1: cut after b→a "Y"#2 received and c crashed before c restarted',
  'a→b "X"#1: cut after a→b "Y"#1 sent before a→b "Y"#2 sent',
  'a→b "X"#1: cut after a→b "Y"#1 sent before a→b "Y"#1 received',
  'a→b "X"#1: cut after workload started before workload ended',
  'a→b "X"#1: delay until a→b "X"#2 sent',
  'a→b "X"#1: delay after c crashed until a→b "X"#1 sent',
  'a→b "X"#1: cut after a→outside any#1 sent',
  'a: crash at end, restart once b→c any#1 sent',
  'a→b "X"#1: reset after a→b "Y"#9 received before a→b "Y"#3 received',
]) {
  test(`${text} may happen`, () => {
    assert.is(checkMoments(parseFault(text)), undefined);
  });
}

for (const [text, reason] of [
  ['a→b "X"#1: cut after workload ended', /nothing fires after/],
  ['a: crash once workload ended', /nothing fires after/],
  ['a→b "X"#1: cut before workload started', /nothing fires before/],
  ['a→b "X"#1: cut after a→b "Y"#2 sent before a→b "Y"#1 sent', /never happens before/],
  ['a→b "X"#1: cut after a→b "Y"#2 sent before a→b "Y"#2 sent', /never happens before/],
  ['a→b "X"#1: cut after a→b "Y"#1 received before a→b "Y"#1 sent', /never happens before/],
  ['a→b "X"#1: cut after c crashed before c crashed', /never happens before/],
  ['a→b "X"#1: cut after invariant→a any#1 sent', /the invariant runs after/],
  ['a→b "X"#1: cut after outside→a any#1 sent', /no traced node sees/],
  ['a→b "X"#1: cut until a→outside any#1 received', /no traced node sees/],
  ['a→b "X"#1: cut after client crashed', /client is no node of the system/],
  ['a→b "X"#1: delay until a→b "X"#1 received', /is not received before it ends/],
  ['a→b "X"#1: cut until a→b "X"#1 received', /is not received before it ends/],
  ['a→b "X"#1: delay until a→b "X"#1 sent', /would end at once/],
  ['a: pause once b crashed until a→b "X"#1 sent', /a is stopped by then/],
  ['a: pause once b crashed until b→a "X"#1 received', /a is stopped by then/],
  ['a: crash at end, restart once a→b "X"#1 sent', /a is down by then/],
  ['a: crash at end, restart once a restarted', /a is down by then/],
] as const) {
  test(`${text} never happens`, () => {
    assert.match(checkMoments(parseFault(text)) ?? 'it may', reason);
  });
}

test.run();
