/** The lists of kinds. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFault } from '../../src/faults/text.ts';
import { FAULT_KINDS, HUNTED_KINDS, isHunted } from '../../src/model/fault.ts';

const test = suite('fault kinds');

test('what is hunted is a fault', () => {
  assert.ok(HUNTED_KINDS.every((kind) => FAULT_KINDS.some((one) => one === kind)));
});

test('a cut is hunted, a pause is not', () => {
  assert.ok(isHunted(parseFault('a→b "X"#1: cut')));
  assert.not(isHunted(parseFault('a: pause before a→b "X"#1 for 1s')));
});

test.run();
