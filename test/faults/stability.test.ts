/** How well addresses hold across runs. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { measureStability } from '../../src/faults/stability.ts';
import { workload } from './builders.ts';

const test = suite('stability of addresses');

test('runs that are alike agree at every level', () => {
  const [one] = measureStability([workload('SET k1=a'), workload('SET k1=a')]);
  assert.equal(Object.values(one?.agreement ?? {}), [1, 1, 1, 1, 1, 1]);
  assert.equal([one?.named, one?.stable, one?.fewest, one?.most], ['label', true, 1, 1]);
});

test('a payload that differs breaks the exact level only', () => {
  const [one] = measureStability([workload('SET k1=a'), workload('SET k1=b')]);
  assert.is(one?.agreement.exact, 0);
  assert.is(one?.agreement.label, 1);
});

test('of two labels that swap, the class and the order hold', () => {
  const [one] = measureStability([workload('SET k1'), workload('SET k2')]);
  assert.equal([one?.agreement.label, one?.agreement.class, one?.agreement.order], [0, 1, 1]);
  assert.is(one?.named, 'class');
});

test('a class that some run has not is unstable', () => {
  const classes = measureStability([workload('SET k1', 'PING'), workload('SET k1')]);
  const ping = classes.find(({ labelClass }) => labelClass === 'PING');
  assert.equal([ping?.stable, ping?.fewest, ping?.most, ping?.agreement.label], [false, 0, 1, 0]);
});

test('no runs have no classes', () => {
  assert.equal(measureStability([]), []);
});

test.run();
