import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { allowedCpus, parseCpuList } from '../../src/runner/cpus.ts';

const test = suite('processors');

test('a kernel list of ranges and numbers is read in order', () => {
  assert.equal(parseCpuList('0-2,5,7-8\n'), [0, 1, 2, 5, 7, 8]);
  assert.equal(parseCpuList('3'), [3]);
  assert.equal(parseCpuList(''), []);
});

test('this process may use at least one', () => {
  const cpus = allowedCpus();
  assert.ok(cpus.length >= 1);
  assert.ok(cpus.every((cpu) => Number.isInteger(cpu) && cpu >= 0));
});

test.run();
