/** Chunks: what was written is read, and damage is found where it is. */
import { crc32 } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeChunks, encodeChunk, fileHead } from '../../src/corpus/chunks.ts';
import { TraceError } from '../../src/model/errors.ts';

const test = suite('chunks');

const FILE = Buffer.concat([
  fileHead(3),
  encodeChunk('HEAD', Buffer.from('a head')),
  encodeChunk('BODY', Buffer.from('a body')),
  encodeChunk('DONE', new Uint8Array(0)),
]);

const read = (bytes: Uint8Array, version = 3) => decodeChunks(bytes, 'f', version, 'DONE');

function refusal(bytes: Uint8Array, version?: number): TraceError {
  try {
    read(bytes, version);
  } catch (error) {
    assert.instance(error, TraceError);
    return error as TraceError;
  }
  throw new Error('was accepted');
}

test('chunks come back in order', () => {
  const { chunks, tornAt } = read(FILE);
  assert.equal(
    chunks.map(({ type, payload }) => `${type} ${Buffer.from(payload)}`),
    ['HEAD a head', 'BODY a body', 'DONE '],
  );
  assert.is(tornAt, undefined);
});

test('another version is refused with both numbers', () => {
  const error = refusal(FILE, 4);
  assert.is(error.code, 'trace-version');
  assert.match(error.message, 'version 3, this ldfi reads version 4');
});

test('a file of another kind is refused as that', () => {
  for (const text of ['', '{"version":1}', '\x89PNG\r\n\x1a\n']) {
    assert.is(refusal(Buffer.from(text, 'latin1')).code, 'trace-format');
  }
});

test('a file that ends in its first bytes says that nothing is left', () => {
  const error = refusal(FILE.subarray(0, 9));
  assert.is(error.code, 'trace-torn');
  assert.is(error.offset, 9);
});

test('a chunk that is cut off is left out, and where is told', () => {
  const whole = 12 + encodeChunk('HEAD', Buffer.from('a head')).length;
  for (const length of [whole, whole + 1, whole + 20]) {
    const { chunks, tornAt } = read(FILE.subarray(0, length));
    assert.equal([chunks.length, tornAt], [1, whole]);
  }
});

test('a changed byte is found, and its chunk named', () => {
  const bytes = Buffer.from(FILE);
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  const error = refusal(bytes);
  assert.equal([error.code, error.offset], ['trace-corrupt', 12]);
  assert.match(error.hint ?? '', 'record the run again');
});

test('bytes behind the end are refused', () => {
  const error = refusal(Buffer.concat([FILE, Buffer.from('x')]));
  assert.equal([error.code, error.offset], ['trace-corrupt', FILE.length]);
});

test('a payload that is no gzip is corrupt, whatever its checksums say', () => {
  const chunk = Buffer.concat([Buffer.alloc(16), Buffer.from('no gzip')]);
  chunk.write('HEAD', 0, 'latin1');
  chunk.writeUInt32LE(7, 4);
  chunk.writeUInt32LE(crc32(chunk.subarray(16)), 8);
  chunk.writeUInt32LE(crc32(chunk.subarray(0, 12)), 12);
  const error = refusal(Buffer.concat([fileHead(3), chunk]));
  assert.equal([error.code, error.offset], ['trace-corrupt', 12]);
});

test.run();
