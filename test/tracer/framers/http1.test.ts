/** HTTP/1 streams however they are written: what starts where, and what ends where. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { FramedMessage } from '../../../src/tracer/framers/framer.ts';
import { http1Framer } from '../../../src/tracer/framers/http1.ts';
import { partitionOf, pushAll } from './streams.ts';

const test = suite('http1 framer');

const frame = (...writes: readonly string[]): readonly FramedMessage[] =>
  pushAll(
    http1Framer(),
    writes.map((text) => Buffer.from(text, 'latin1')),
  );
const labels = (...writes: readonly string[]): readonly string[] =>
  frame(...writes).map(({ label }) => label);

const GET = 'GET /a HTTP/1.1\r\nhost: x:1\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi';

/** What is written, the labels that come of it. */
const ROWS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['a request without a body', [GET], ['GET /a']],
  ['requests in a pipeline', [GET + GET.replace('/a', '/b')], ['GET /a', 'GET /b']],
  ['a body by its length', [OK + OK], ['200 OK', '200 OK']],
  ['a body that comes later', [OK.slice(0, -2), 'h', `i${OK}`], ['200 OK', '200 OK']],
  [
    'chunks with extensions and trailers',
    [
      'POST /c HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3;x=1\r\nabc\r\n',
      `A\r\n0123456789\r\n0\r\nx: y\r\n\r\n${GET}`,
    ],
    ['POST /c', 'GET /a'],
  ],
  [
    'interim responses',
    [`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\n${OK}`],
    ['100 Continue', '103 Early Hints', '200 OK'],
  ],
  [
    'no body by the status',
    [`HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n${OK}`],
    ['304 Not Modified', '200 OK'],
  ],
  [
    'the answer to HEAD',
    [`HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n${OK}`],
    ['200 OK', '200 OK'],
  ],
  ['a body up to the end', ['HTTP/1.0 200 OK\r\n\r\nabc', 'def', GET], ['200 OK']],
  ['an empty line before a request', [OK, `\r\n${GET}`], ['200 OK', 'GET /a']],
  ['bare line feeds', ['GET /a HTTP/1.0\nhost: x\n\nGET /b HTTP/1.0\n\n'], ['GET /a', 'GET /b']],
  ['a response without a reason', ['HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n'], ['200']],
  ['a target in absolute form', ['GET http://h:81/p?q=1 HTTP/1.1\r\n\r\n'], ['GET /p']],
  [
    'an upgrade',
    [`HTTP/1.1 101 Switching Protocols\r\n\r\n`, '\x81\x01a', 'b'],
    ['101 Switching Protocols', '\\x81\\x01a', 'b'],
  ],
  ['a tunnel', ['CONNECT h:443 HTTP/1.1\r\n\r\n', '\x16\x03'], ['CONNECT', '\\x16\\x03']],
  ['the beginning of a request', ['GE', 'T /a HTTP/1.1\r\n\r\n'], ['GE']],
];
for (const [name, writes, expected] of ROWS) {
  test(`${name}`, () => {
    assert.equal(labels(...writes), expected);
  });
}

/** What makes a stream opaque: from then on a write is a message. */
const MALFORMED: readonly (readonly [string, string])[] = [
  ['no first line', 'hello\r\n'],
  ['a control character', 'GE\0T'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['two lengths', 'GET / HTTP/1.1\r\ncontent-length: 1\r\nContent-Length: 2\r\n\r\n'],
  ['a negative length', 'GET / HTTP/1.1\r\ncontent-length: -1\r\n\r\n'],
  ['no chunk size', 'GET / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n'],
  ['an endless head', `GET / HTTP/1.1\r\nx: ${'y'.repeat(300_000)}`],
];
for (const [name, text] of MALFORMED) {
  test(`${name}: every further write is one message`, () => {
    const messages = frame(text, GET + GET);
    assert.equal(
      messages.map(({ start, labelClass }) => [start, labelClass]),
      [
        [0, 'bytes'],
        [text.length, 'bytes'],
      ],
    );
  });
}

test('equal lengths given twice are one length', () => {
  const text =
    'POST / HTTP/1.1\r\ncontent-length: 1, 1\r\ncontent-length: 1\r\n\r\nxGET /b HTTP/1.1\r\n\r\n';
  assert.equal(labels(text), ['POST /', 'GET /b']);
});

const body = fc.string({
  unit: fc.constantFrom('a', '\r', '\n', '0', 'GET / HTTP/1.1'),
  maxLength: 9,
});
const request = fc
  .tuple(fc.constantFrom('GET', 'POST', 'PUT'), fc.constantFrom('/', '/a/b', '/x?y=z'), body)
  .map(
    ([method, path, text]) =>
      `${method} ${path} HTTP/1.1\r\nhost: h\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
  );
const chunked = fc.array(body, { maxLength: 3 }).map((parts) => {
  const chunks = parts.filter((part) => part !== '');
  const text = chunks.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('');
  return `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${text}0\r\n\r\n`;
});
const sample = fc.oneof(request, chunked, fc.constantFrom(GET, OK, 'HTTP/1.1 204 No\r\n\r\n'));

test('messages start where they were written, however the stream is written', () => {
  fc.assert(
    fc.property(
      fc.array(sample, { minLength: 1, maxLength: 10 }),
      fc.infiniteStream(fc.nat()),
      (samples, cuts) => {
        const starts: number[] = [];
        let offset = 0;
        for (const text of samples) {
          starts.push(offset);
          offset += text.length;
        }
        const bytes = Buffer.from(samples.join(''), 'latin1');
        const found = pushAll(http1Framer(), partitionOf(bytes, cuts));
        assert.equal(
          found.map(({ start }) => start),
          starts,
        );
      },
    ),
    { numRuns: 500 },
  );
});

test('no mutilated message makes it throw or lose count', () => {
  const damaged = fc.tuple(sample, fc.nat(), fc.nat(255)).map(([text, at, byte]) => {
    const bytes = Buffer.from(text, 'latin1');
    bytes[at % bytes.length] = byte;
    return bytes;
  });
  fc.assert(
    fc.property(fc.array(damaged, { maxLength: 6 }), fc.infiniteStream(fc.nat()), (parts, cuts) => {
      const bytes = Buffer.concat(parts);
      const messages = pushAll(http1Framer(), partitionOf(bytes, cuts));
      const starts = messages.map(({ start }) => start);
      assert.equal(
        starts,
        [...new Set(starts)].sort((a, b) => a - b),
      );
      assert.ok(starts.every((start) => start < bytes.length));
      assert.is(starts[0] ?? 0, 0);
    }),
    { numRuns: 500 },
  );
});

test.run();
