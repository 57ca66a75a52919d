/** The specs of specs/systems without their systems: what must be found, and when it is. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadSpec } from '../../src/spec/load-spec.ts';
import { isAsExpected, isSet, systemRows } from '../helpers/system-hunt.ts';

const test = suite('systems');

const BASELINE = { faults: [], verdict: 'held' };
const CUT = 'r1→r2 "SET k0"#1: cut';
const HELD = {
  outcome: 'inconclusive',
  reason: 'the time is up',
  findings: [],
  flaky: [],
  counts: { held: 9, violated: 0 },
  runs: [BASELINE, { faults: [CUT], verdict: 'held' }],
  experiments: 9,
  durationMs: 1,
};
const CRASH = 'r1: crash after r1→client "+OK"#1';
const PATTERNS = ['r1→r2 "SET .*: cut', 'r1: crash .*'];
const FOUND = {
  ...HELD,
  outcome: 'violated',
  findings: [{ faults: [CUT, CRASH] }],
  counts: { held: 9, violated: 6 },
};

test('every spec can be read, has a place in the table, and says what must be found', () => {
  const rows = systemRows();
  assert.ok(rows.length > 0);
  assert.is(new Set(rows.map(({ order }) => order)).size, rows.length);
  for (const { name, path, expected } of rows) {
    assert.is(loadSpec(path).name, name);
    assert.is(expected.verdict === 'violated', (expected.sets ?? []).length > 0, name);
  }
});

test('a minimal set is one that is described, in any order, and nothing more or less', () => {
  assert.ok(isSet([CUT, CRASH], PATTERNS));
  assert.ok(isSet([CRASH, CUT], PATTERNS));
  assert.ok(isSet([CRASH], ['r2: crash|r1: crash .*']));
  assert.not(isSet([`${CRASH} x`], ['r1: crash after .*"#1|other']));
  assert.not(isSet([CRASH], PATTERNS));
  assert.not(isSet([CUT, CUT], PATTERNS));
  assert.not(isSet([CUT, CRASH, CRASH], PATTERNS));
  assert.not(isSet([`x${CUT}`, CRASH], PATTERNS));
});

test('what was found must be a set that is expected, with exit code 1', () => {
  const expected = { verdict: 'violated', sets: [['other'], PATTERNS] } as const;
  assert.ok(isAsExpected(expected, FOUND, 1));
  assert.not(isAsExpected(expected, FOUND, 2));
  assert.not(isAsExpected(expected, HELD, 2));
  assert.not(isAsExpected({ ...expected, sets: [['other']] }, FOUND, 1));
});

test('a control is silent when fault sets held and none was violated until the end', () => {
  const expected = { verdict: 'silent' } as const;
  assert.ok(isAsExpected(expected, HELD, 2));
  assert.ok(isAsExpected(expected, { ...HELD, outcome: 'exhausted' }, 0));
  assert.not(isAsExpected(expected, { ...HELD, outcome: 'exhausted' }, 2));
  assert.not(isAsExpected(expected, HELD, 3));
  const missed = { faults: [CUT], verdict: 'void' };
  assert.not(isAsExpected(expected, { ...HELD, runs: [BASELINE, missed] }, 2));
  assert.not(isAsExpected(expected, { ...HELD, runs: [BASELINE] }, 2));
  assert.not(isAsExpected(expected, FOUND, 1));
  assert.not(isAsExpected(expected, { ...HELD, flaky: [{}] }, 2));
  assert.not(isAsExpected(expected, { ...HELD, counts: { held: 9, violated: 1 } }, 2));
});

test.run();
