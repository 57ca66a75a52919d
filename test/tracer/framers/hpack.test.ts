/** Header blocks: the examples of RFC 7541, appendix C, and what is none. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeHeaders, type HpackTable, NEW_TABLE } from '../../../src/tracer/framers/hpack.ts';

const test = suite('hpack');

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const REQUESTS = [
  ['828684418cf1e3c2e5f23a6ba0ab90f4ff', ':authority: www.example.com', 57],
  ['828684be5886a8eb10649cbf', 'cache-control: no-cache', 110],
  ['828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf', 'custom-key: custom-value', 164],
] as const;

test('requests with Huffman coding share one table (C.4)', () => {
  let table: HpackTable = NEW_TABLE;
  for (const [hex, last, size] of REQUESTS) {
    const decoded = decodeHeaders(bytes(hex), table);
    assert.is(decoded?.fields.at(-1)?.join(': '), last);
    assert.is(decoded?.table.size, size);
    table = decoded?.table ?? NEW_TABLE;
  }
});

test('a table that is made smaller forgets its oldest fields', () => {
  const full = decodeHeaders(bytes(REQUESTS[0][0]), NEW_TABLE)?.table ?? NEW_TABLE;
  assert.equal(decodeHeaders(bytes('20'), full)?.table, { fields: [], size: 0, sizeMax: 0 });
});

test('an index that is in no table, and a string that is cut off, are no HPACK', () => {
  for (const hex of ['be', '80', '0085', '418cf1e3', '7f', 'ffffffffffff']) {
    assert.is(decodeHeaders(bytes(hex), NEW_TABLE), undefined, hex);
  }
});

test('property: any bytes are decoded or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (block) => {
      const size = decodeHeaders(block, NEW_TABLE)?.table.size ?? 0;
      assert.ok(size <= 1 << 16);
    }),
    { numRuns: 2000 },
  );
});

test.run();
