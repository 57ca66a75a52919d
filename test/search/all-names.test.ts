/** A message of a finding by all its names. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseAddress, parseFault } from '../../src/faults/text.ts';
import { allNames } from '../../src/search/all-names.ts';
import { messageAt } from '../../src/search/literals.ts';
import { createFakeRunner } from '../helpers/fake-runner.ts';
import { asyncBackup } from '../helpers/protocols.ts';

const test = suite('all names');

const CUT = parseFault('primary→replica "SET k2"#1: cut');
const END = parseFault('primary: crash at end');
const runOf = async (faults = [CUT]) =>
  createFakeRunner(asyncBackup(['k1', 'k2'])).run({ id: 1, purpose: 'confirm', faults });

test('each level names the same message', async () => {
  const { trace } = await runOf();
  const [{ fault, names } = { fault: '', names: {} }, ...others] = allNames([CUT, END], trace);
  assert.equal(others, [], 'a crash at the end is at no message');
  assert.is(fault, 'primary→replica "SET k2"#1: cut');
  assert.equal(Object.keys(names), ['exact', 'context', 'channel', 'label', 'class', 'order']);
  assert.is(names['label'], 'primary→replica "SET k2"#1');
  assert.is(names['class'], 'primary→replica "SET"*#2');
  assert.is(names['order'], 'primary→replica any#2');
  const struck = messageAt(trace, parseAddress('primary→replica "SET k2"#1'))?.id;
  for (const [level, name] of Object.entries(names)) {
    assert.is(messageAt(trace, parseAddress(name))?.id, struck, level);
  }
});

test('a message that the run does not have has no names', async () => {
  const { trace } = await runOf([]);
  assert.equal(allNames([parseFault('primary→replica "SET k9"#1: cut')], trace), []);
});

test.run();
