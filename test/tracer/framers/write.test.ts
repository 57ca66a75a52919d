/** One write, one message. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { opaqueMessage, writeFramer } from '../../../src/tracer/framers/write.ts';

const test = suite('write framer');

test('every write is one message of class bytes', () => {
  const framer = writeFramer();
  assert.equal(framer.push(Buffer.from('a\nb\n')), [
    {
      start: 0,
      label: 'a\\nb\\n',
      labelClass: 'bytes',
      digest: opaqueMessage(Buffer.from('a\nb\n'), 0).digest,
    },
  ]);
  assert.is(framer.push(Buffer.from('c')).length, 1);
});

test('an empty write is no message', () => {
  assert.equal(writeFramer().push(new Uint8Array(0)), []);
});

test('the label previews 24 bytes, the digest covers all', () => {
  const [one] = writeFramer().push(Buffer.from(`${'x'.repeat(24)}1`));
  const [other] = writeFramer().push(Buffer.from(`${'x'.repeat(24)}2`));
  assert.is(one?.label, 'x'.repeat(24));
  assert.is(one?.label, other?.label);
  assert.is.not(one?.digest, other?.digest);
});

test.run();
