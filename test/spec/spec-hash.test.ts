/** What changes the hash of a spec, and what does not. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSpec } from '../../src/spec/load-spec.ts';
import { specHash } from '../../src/spec/spec-hash.ts';
import { GOOD_SPEC } from './good-spec.ts';

const test = suite('spec hash');

const hashOf = (text: string, file = '/specs/a/spec.yaml'): string =>
  specHash(parseSpec(text, file));

test('it is the same in another folder, in other words, and for another hunt', () => {
  const hash = hashOf(GOOD_SPEC);
  assert.match(hash, /^[0-9a-f]{16}$/);
  assert.is(hashOf(GOOD_SPEC, '/home/other/checkout/spec.yaml'), hash);
  assert.is(hashOf(`# a comment\n${GOOD_SPEC}`), hash);
  assert.is(hashOf(GOOD_SPEC.replace('max_faults: 2', 'max_faults: 1')), hash);
  assert.is(hashOf(GOOD_SPEC.replace('threshold: 4', 'threshold: 3')), hash);
});

test('it is another one when the system, its workload or its judge are', () => {
  const hash = hashOf(GOOD_SPEC);
  for (const [from, to] of [
    ['LEVEL: debug', 'LEVEL: info'],
    ['[./client]', '[./client, twice]'],
    ['./check', './checker'],
    ['settle: 1s', 'settle: 2s'],
    ['settle: 1s', 'settle: 1s\nnever: [{ log: panic }]'],
  ] as const) {
    assert.ok(GOOD_SPEC.includes(from), from);
    assert.is.not(hashOf(GOOD_SPEC.replace(from, to)), hash, to);
  }
});

test.run();
