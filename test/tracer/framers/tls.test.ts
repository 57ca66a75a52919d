/** TLS records. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { beginsLikeTls, tlsFramer } from '../../../src/tracer/framers/tls.ts';
import { pushAll } from './streams.ts';

const test = suite('tls framer');

const record = (type: number, ...body: readonly number[]): Uint8Array =>
  Uint8Array.from([type, 3, 3, 0, body.length, ...body]);

test('handshakes are named as long as they can be read, all else by size', () => {
  const writes = [record(22, 1, 0, 0, 0), record(20, 1), record(23, 9, 9, 9), record(21, 1, 0)];
  assert.equal(
    pushAll(tlsFramer(), writes).map(({ label }) => label),
    [
      'TLS client hello',
      'TLS change cipher of 1 bytes',
      'TLS data of 3 bytes',
      'TLS alert of 2 bytes',
    ],
  );
});

test('what is encrypted does not change names or digests, its size does', () => {
  const [one, other, longer] = [record(23, 1, 2), record(23, 3, 4), record(23, 1, 2, 3)].map(
    (bytes) => tlsFramer().push(bytes)[0],
  );
  assert.equal(one, other);
  assert.is.not(one?.digest, longer?.digest);
});

test('a hello is known by its first bytes', () => {
  assert.ok(beginsLikeTls(record(22, 1, 0, 0, 0)));
  assert.not(beginsLikeTls(record(23, 1, 0, 0, 0)));
  assert.not(beginsLikeTls(Uint8Array.from([22, 3])));
});

test.run();
