/** The framers' door. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FramerName } from '../../../src/model/spec.ts';
import { createFramer } from '../../../src/tracer/framers/framer.ts';

const test = suite('framer');
const NAMES: readonly FramerName[] = ['auto', 'resp', 'http1', 'line', 'write'];

for (const name of NAMES) {
  test(`${name}: no bytes make it throw, and its messages are well formed`, () => {
    const nearlyResp = fc
      .array(fc.constantFrom('*', '$', '2', '-1', '\r\n', '\n', '+OK', 'REDIS', '\0', '%', 'EOF:'))
      .map((parts) => Buffer.from(parts.join('')));
    const nearlyHttp = fc
      .array(
        fc.constantFrom('GET / HTTP/1.1', 'HTTP/1.1 200', '\r\n', 'a: b', 'content-length: 3', 'z'),
      )
      .map((parts) => Buffer.from(parts.join('')));
    const writes = fc.array(fc.oneof(fc.uint8Array(), nearlyResp, nearlyHttp), { maxLength: 6 });
    fc.assert(
      fc.property(writes, (pushes) => {
        const framer = createFramer(name);
        for (const bytes of pushes) {
          const starts = framer.push(bytes).map(({ start, label, digest }) => {
            assert.ok(label.length <= 80);
            assert.match(digest, /^[0-9a-f]{8}$/);
            return start;
          });
          assert.ok(
            starts.every(
              (start, index) => start < bytes.length && start > (starts[index - 1] ?? -1),
            ),
          );
        }
      }),
    );
  });

  test(`${name}: a clone answers as the original would`, () => {
    const writes = fc.array(fc.string({ unit: fc.constantFrom('*', '1', '$', '\r\n', 'a', ' ') }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(writes, (pushes) => {
        const framer = createFramer(name);
        for (const text of pushes) {
          const ahead = framer.clone().push(Buffer.from(text));
          assert.equal(framer.push(Buffer.from(text)), ahead);
        }
      }),
    );
  });
}

test('the first bytes of a direction start a message', () => {
  for (const name of NAMES) {
    assert.is(createFramer(name).push(Buffer.from('x'))[0]?.start, 0);
  }
});

test.run();
