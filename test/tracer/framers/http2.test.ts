/** HTTP/2: captured streams of Node and curl, in pieces, and what is none. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { beginsLikeHttp2, http2Framer } from '../../../src/tracer/framers/http2.ts';
import { captured } from './captured.ts';
import { partitionOf, pushAll } from './streams.ts';

const test = suite('http2 framer');

const [node, curl] = captured('http2');
const labels = (writes: readonly Uint8Array[] = []): readonly string[] =>
  pushAll(http2Framer(), writes).map(({ label }) => label);

test('requests of a Node client are named by method and path, gRPC calls too', () => {
  const seen = labels(node?.client);
  assert.equal(seen.slice(0, 7), [
    'PRI',
    'SETTINGS',
    'POST /kv.KV/Put',
    'DATA /kv.KV/Put',
    'SETTINGS ack',
    'POST /kv.KV/Range',
    'DATA /kv.KV/Range',
  ]);
  assert.equal(
    seen.filter((label) => label.startsWith('GET')),
    ['GET /item/0', 'GET /item/1', 'GET /item/0', 'GET /item/1', 'GET /none'],
  );
});

test('responses are named by status, from static and dynamic table', () => {
  const statuses = labels(node?.server).filter((label) => /^\d/.test(label));
  assert.equal(statuses, ['200', '200', '200', '200', '200', '200', '404']);
});

test("curl's request is named alike", () => {
  assert.ok(labels(curl?.client).includes('POST /item/7?x=1'));
});

test('the first bytes of either side are known', () => {
  for (const writes of [node?.client, node?.server, curl?.client, curl?.server]) {
    assert.ok(beginsLikeHttp2(writes?.[0] ?? new Uint8Array(0)));
  }
  assert.not(beginsLikeHttp2(Buffer.from('PRI * HTTP/1.1\r\n')));
});

test('property: messages start at the same places however the stream is cut into writes', () => {
  const whole = Buffer.concat(node?.client ?? []);
  const starts = pushAll(http2Framer(), [whole]).map(({ start }) => start);
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat(1000)), (numbers) => {
      const found = pushAll(http2Framer(), partitionOf(whole, numbers[Symbol.iterator]()));
      assert.equal(
        found.map(({ start }) => start),
        starts,
      );
    }),
  );
});

test('a clone that looks ahead leaves the framer as it was', () => {
  const framer = http2Framer();
  const ahead = (node?.client ?? []).map((write) => {
    const seen = framer.clone().push(write);
    assert.equal(framer.push(write), seen);
    return seen.length;
  });
  assert.ok(ahead.some((count) => count > 0));
});

test('a header block that is no HPACK costs the names, not the frames', () => {
  const frame = (type: number, flags: number, payload: readonly number[]): number[] => [
    ...[0, 0, payload.length, type, flags, 0, 0, 0, 1],
    ...payload,
  ];
  const bytes = Uint8Array.from([...frame(1, 4, [0xff, 0xff, 0xff]), ...frame(1, 4, [0x82])]);
  assert.equal(labels([Uint8Array.from(frame(4, 0, [])), bytes]), [
    'SETTINGS',
    'HEADERS',
    'HEADERS',
  ]);
});

test.run();
