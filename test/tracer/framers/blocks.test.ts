/** Parts of messages in pushes. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { joined, scanBlocks, startBlockScan } from '../../../src/tracer/framers/blocks.ts';
import { partitionOf } from './streams.ts';

const test = suite('blocks');

/** Two bytes of head, the second the length of the rest; a first byte of 0 is no head. */
const format = {
  head: 2,
  size: (head: Uint8Array) => (head[0] === 0 ? undefined : 2 + (head[1] ?? 0)),
};

test('property: the parts cover each push without gaps, and begin and end in turn', () => {
  const message = fc
    .uint8Array({ maxLength: 40 })
    .map((body) => Uint8Array.from([1, body.length, ...body]));
  fc.assert(
    fc.property(fc.array(message), fc.infiniteStream(fc.nat(1000)), (messages, numbers) => {
      const stream = messages.reduce(joined, new Uint8Array(0));
      const scan = startBlockScan();
      let begun = 0;
      let ended = 0;
      for (const bytes of partitionOf(stream, numbers[Symbol.iterator]())) {
        let at = 0;
        for (const block of scanBlocks(scan, format, bytes)) {
          assert.is(block.start, at);
          at += block.bytes.length;
          begun += block.begins ? 1 : 0;
          ended += block.ends ? 1 : 0;
          assert.ok(begun - ended === (block.ends ? 0 : 1));
        }
        assert.is(at, bytes.length);
      }
      assert.equal([begun, ended], [messages.length, messages.length]);
    }),
  );
});

test('from a head that is none on, every push is one message', () => {
  const scan = startBlockScan();
  const blocks = scanBlocks(scan, format, Uint8Array.from([1, 0, 0, 5, 5]));
  assert.equal(
    blocks.map(({ start, opaque }) => [start, opaque]),
    [
      [0, false],
      [2, true],
    ],
  );
  assert.is(scanBlocks(scan, format, Uint8Array.from([1, 0, 1, 0])).length, 1);
});

test.run();
