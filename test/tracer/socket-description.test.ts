import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  AF_INET,
  AF_INET6,
  decodeAddress,
  decodeSocket,
  encodeAddress,
  encodeUnix,
  isWildcard,
  loopbackOf,
  portOf,
  SOCKET_BYTES,
} from '../../src/tracer/socket-description.ts';

const test = suite('tracer/socket-description');

const v4 = (host: readonly number[], port: number): Uint8Array =>
  Uint8Array.from([2, 0, port >> 8, port & 0xff, ...host, ...Array<number>(8).fill(0)]);

const v6 = (words: readonly number[], port: number): Uint8Array =>
  Uint8Array.from([
    ...[10, 0, port >> 8, port & 0xff, 0, 0, 0, 0],
    ...words.flatMap((word) => [word >> 8, word & 0xff]),
    ...[0, 0, 0, 0],
  ]);

const unix = (path: string): Uint8Array => Uint8Array.from([1, 0, ...Buffer.from(path, 'latin1')]);

for (const [bytes, text] of [
  [v4([127, 0, 0, 1], 6379), '127.0.0.1:6379'],
  [v4([0, 0, 0, 0], 65535), '0.0.0.0:65535'],
  [v6([0, 0, 0, 0, 0, 0, 0, 1], 80), '[::1]:80'],
  [v6([0, 0, 0, 0, 0, 0, 0, 0], 80), '[::]:80'],
  [v6([0x2001, 0xdb8, 0, 0, 1, 0, 0, 2], 1), '[2001:db8::1:0:0:2]:1'],
  [v6([0xfe80, 0, 0, 0, 0, 0, 0, 0], 1), '[fe80::]:1'],
  [v6([1, 2, 3, 4, 5, 6, 7, 8], 1), '[1:2:3:4:5:6:7:8]:1'],
  [v6([0, 0, 0, 0, 0, 0xffff, 0x7f00, 1], 7), '127.0.0.1:7'],
  [v6([0, 0, 0, 0, 0, 0xffff, 0, 0], 7), '0.0.0.0:7'],
  [unix('/run/x.sock\0'), 'unix:/run/x.sock'],
  [unix('/run/x.sock'), 'unix:/run/x.sock'],
  [unix('\0abstract'), 'unix:@abstract'],
] as const) {
  test(`${text} is read`, () => {
    assert.is(decodeAddress(bytes), text);
  });
}

test('what is no address of a known family is none', () => {
  assert.is(decodeAddress(new Uint8Array(0)), undefined);
  assert.is(decodeAddress(Uint8Array.from([1, 0])), undefined, 'unnamed Unix socket');
  assert.is(decodeAddress(Uint8Array.from([16, 0, 0, 0, 1, 2, 3, 4])), undefined, 'netlink');
  assert.is(decodeAddress(Uint8Array.from([0, 0, 0, 0, 1, 2, 3, 4])), undefined, 'unspecified');
});

test('a shortened address is none, and never a crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 130 }), (bytes) => {
      const text = decodeAddress(bytes);
      assert.ok(text === undefined || text.length > 0);
    }),
  );
  assert.is(decodeAddress(v4([127, 0, 0, 1], 1).subarray(0, 7)), undefined);
  assert.is(decodeAddress(v6([0, 0, 0, 0, 0, 0, 0, 1], 1).subarray(0, 23)), undefined);
});

test('ports, wildcards, and where a wildcard leads', () => {
  assert.is(portOf('[::1]:80'), 80);
  assert.is(portOf('127.0.0.1:6379'), 6379);
  assert.ok(isWildcard('0.0.0.0:1') && isWildcard('[::]:1'));
  assert.not.ok(isWildcard('[::1]:1') || isWildcard('10.0.0.0:1'));
  assert.is(loopbackOf('0.0.0.0:5'), '127.0.0.1:5');
  assert.is(loopbackOf('[::]:5'), '[::1]:5');
  assert.is(loopbackOf('[::1]:5'), '[::1]:5');
  assert.is(loopbackOf('10.0.0.1:5'), '10.0.0.1:5');
});

const encode = (fields: Readonly<Record<number, number>>, local: Uint8Array, peer: Uint8Array) => {
  const bytes = new Uint8Array(SOCKET_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [offset, value] of Object.entries(fields)) {
    view.setInt32(Number(offset), value, true);
  }
  view.setInt32(28, local.length, true);
  view.setInt32(32, peer.length, true);
  bytes.set(local, 72);
  bytes.set(peer, 200);
  return bytes;
};

test('a socket is read as native/ldfi.h lays it out', () => {
  const fields = {
    0: 1,
    4: 2,
    8: 1,
    12: 7,
    16: 0x1234,
    20: 1,
    24: 1,
    36: 2_626_560,
    48: 9,
    56: 4321,
    64: 2,
  };
  const bytes = encode(fields, v4([127, 0, 0, 1], 40_000), v4([127, 0, 0, 1], 80));
  assert.equal(decodeSocket(bytes), {
    pipe: undefined,
    device: 9,
    inode: 4321,
    readable: true,
    writable: true,
    domain: 2,
    type: 1,
    tcpState: 7,
    cookie: '100001234',
    nonblocking: true,
    sendRoom: 2_626_560,
    local: '127.0.0.1:40000',
    peer: '127.0.0.1:80',
  });
});

test('each end of a pipe has an identity of its own, and so has one opened for both', () => {
  const none = new Uint8Array(0);
  const ends = [0, 1, 2].map((access) =>
    decodeSocket(encode({ 40: 1, 44: access === 2 ? 1 : 0, 48: 3, 56: 7, 64: access }, none, none)),
  );
  assert.equal(
    ends.map((end) => end?.cookie),
    ['pipe 3 7 r', 'pipe 3 7 w', 'fifo 3 7 rw'],
  );
  assert.equal(
    ends.map((end) => [end?.readable, end?.writable]),
    [
      [true, false],
      [false, true],
      [true, true],
    ],
  );
});

test('Unix sockets have no port', () => {
  assert.ok(Number.isNaN(portOf('unix:@name:6379')));
});

test('a descriptor of a file is no socket, and an unconnected one has no peer', () => {
  const none = new Uint8Array(0);
  assert.is(decodeSocket(encode({ 0: 0 }, none, none)), undefined);
  assert.is(decodeSocket(encode({ 0: 1, 4: 2, 8: 1 }, v4([0, 0, 0, 0], 0), none))?.peer, undefined);
});

test('an address that is encoded is decoded to itself, in either domain', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const port = fc.integer({ min: 0, max: 65_535 });
  fc.assert(
    fc.property(fc.array(octet, { minLength: 4, maxLength: 4 }), port, (host, number) => {
      const text = `${host.join('.')}:${number}`;
      for (const domain of [AF_INET, AF_INET6]) {
        assert.is(decodeAddress(encodeAddress(text, domain) ?? new Uint8Array(0)), text);
      }
    }),
  );
  const word = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 65_535 }));
  fc.assert(
    fc.property(fc.array(word, { minLength: 8, maxLength: 8 }), port, (words, number) => {
      const text = decodeAddress(v6(words, number)) ?? '';
      assert.is(decodeAddress(encodeAddress(text, AF_INET6) ?? new Uint8Array(0)), text);
    }),
  );
});

test('what is no address of that domain has no encoding', () => {
  assert.is(encodeAddress('[::1]:80', AF_INET), undefined);
  assert.is(encodeAddress('unix:/run/x', AF_INET), undefined);
});

test('names of AF_UNIX sockets, with a path and without', () => {
  assert.is(decodeAddress(encodeUnix('/run/x')), 'unix:/run/x');
  assert.is(decodeAddress(encodeUnix('@name')), 'unix:@name');
});

test.run();
