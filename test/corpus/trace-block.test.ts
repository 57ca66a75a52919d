/** Blocks: columns through bytes and back, and references that lead nowhere. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type BlockContext, decodeBlock, encodeBlock } from '../../src/corpus/trace-block.ts';
import { tablesOf } from '../../src/corpus/trace-tables.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('trace block');

function sample() {
  const builder = traceBuilder(['a', 'b']);
  builder.connect('a', 'b');
  builder.message('a', 'b', 'PUT');
  builder.send('b', 'a', 'OK', { withheld: true });
  const trace = builder.build();
  const block = {
    events: [...trace.events],
    edges: [...trace.edges],
    messages: [...trace.messages],
  };
  const context: BlockContext = {
    tables: tablesOf(trace),
    channels: trace.channels.length,
    events: block.events.length,
    messages: block.messages.length,
    firstEvent: 0,
    firstMessage: 0,
  };
  return { block, context, bytes: encodeBlock(block, tablesOf(trace)) };
}

test('a block is read as it was written', () => {
  const { block, context, bytes } = sample();
  assert.equal(decodeBlock(bytes, context), block);
});

test('references that lead nowhere are refused', () => {
  const { context, bytes } = sample();
  const { tables } = context;
  const wrong: readonly (readonly [Partial<BlockContext>, RegExp])[] = [
    [{ channels: 0 }, /no channel/],
    [{ events: 2 }, /more events/],
    [{ messages: 1 }, /more events or messages/],
    [{ tables: { ...tables, threads: [] } }, /no thread/],
    [{ tables: { ...tables, names: ['a'] } }, /no node/],
    [{ tables: { ...tables, edges: [] } }, /no kind of edge/],
  ];
  for (const [change, pattern] of wrong) {
    assert.throws(() => decodeBlock(bytes, { ...context, ...change }), pattern);
  }
});

test('bytes behind a block are refused', () => {
  const { context, bytes } = sample();
  const longer = Buffer.concat([bytes, Uint8Array.of(0)]);
  assert.throws(() => decodeBlock(longer, context), /belong to nothing/);
});

test.run();
