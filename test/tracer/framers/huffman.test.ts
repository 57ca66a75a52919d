/** The Huffman code of HPACK. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeHuffman } from '../../../src/tracer/framers/huffman.ts';

const test = suite('huffman');

const decode = (hex: string): string | undefined => {
  const decoded = decodeHuffman(Uint8Array.from(Buffer.from(hex, 'hex')));
  return decoded && Buffer.from(decoded).toString('latin1');
};

for (const [hex, text] of [
  ['f1e3c2e5f23a6ba0ab90f4ff', 'www.example.com'],
  ['a8eb10649cbf', 'no-cache'],
  ['6402', '302'],
  ['aec3771a4b', 'private'],
  ['d07abe941054d444a8200595040b8166e082a62d1bff', 'Mon, 21 Oct 2013 20:13:21 GMT'],
  ['', ''],
] as const) {
  test(`${hex} is "${text}"`, () => {
    assert.is(decode(hex), text);
  });
}

test('padding that is no run of ones, or too long, is refused', () => {
  assert.is(decode('00'), undefined);
  assert.is(decode('07ff'), undefined);
  assert.is(decode('ffffffff'), undefined);
});

test.run();
