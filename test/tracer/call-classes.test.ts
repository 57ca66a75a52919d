/** The table of what each system call is: all of them, once, and stopped at only for a reason. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CALL_GROUPS } from '../../src/tracer/call-classes.ts';
import { handlingOf, nameOfCall, SUBSCRIBED } from '../../src/tracer/calls.ts';
import { LOOK_CALLS } from '../../src/tracer/file-looks.ts';
import { X86_64 } from '../../src/tracer/x86-64.ts';

const test = suite('tracer/call-classes');

const CLASSED = CALL_GROUPS.flatMap(({ calls }) => calls.split(/\s+/));
const NAMES = X86_64.flatMap(([, names]) => names.split(' '));

test('every call of the processor is classified, and only once', () => {
  const counts = new Map<string, number>();
  for (const name of CLASSED) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  assert.equal(
    NAMES.filter((name) => counts.get(name) !== 1),
    [],
  );
});

test('every name that is classified is one of a call', () => {
  const known = new Set(NAMES);
  assert.equal(
    CLASSED.filter((name) => !known.has(name)),
    [],
  );
});

test('each group has a reason, each reason is given once', () => {
  const reasons = CALL_GROUPS.map(({ why }) => why);
  assert.ok(reasons.every((why) => why.length > 10));
  assert.is(new Set(reasons).size, reasons.length);
});

test('no call that is ignored stops', () => {
  const ignored = new Set(
    CALL_GROUPS.filter((group) => group.is === 'ignored').flatMap(({ calls }) =>
      calls.split(/\s+/),
    ),
  );
  const handled = SUBSCRIBED.filter((nr) => handlingOf(nr) !== undefined).map(nameOfCall);
  assert.equal(
    [...handled, ...LOOK_CALLS].filter((name) => ignored.has(name)),
    [],
  );
});

test('every call that communicates stops, unless ptrace tells of it or it cannot work', () => {
  const handled = new Set(SUBSCRIBED.filter((nr) => handlingOf(nr) !== undefined).map(nameOfCall));
  const told = /ptrace tells|is kept from working|first used/;
  const silent = CALL_GROUPS.filter(
    ({ is, why }) => (is === 'communication' || is === 'identity') && !told.test(why),
  ).flatMap(({ calls }) => calls.split(/\s+/).filter((name) => !handled.has(name)));
  assert.equal(silent, []);
});

test.run();
