/** Where a thread is in its code. That it is the right place: test/system/explain.test.ts. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codePlacesOf, endsInCall } from '../../src/runner/code-place.ts';

const test = suite('places in code');

for (const [name, bytes, expected] of [
  ['a call by offset', [0x90, 0x90, 0xe8, 1, 2, 3, 4], true],
  ['a call by register', [0x90, 0x90, 0x90, 0x90, 0x90, 0xff, 0xd0], true],
  ['a call through memory near rip', [0x90, 0xff, 0x15, 1, 2, 3, 4], true],
  ['a jump through memory', [0x90, 0xff, 0x25, 1, 2, 3, 4], false],
  ['other code', [0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90], false],
  ['nothing at all', [], false],
] as const) {
  test(`${name} ${expected ? 'returns' : 'does not return'} there`, () => {
    assert.is(endsInCall(Uint8Array.from(bytes)), expected);
  });
}

test('who is gone is nowhere', () => {
  assert.equal(codePlacesOf(2 ** 22 + 1), []);
});

test.run();
