/** Where messages start, and how a scan gives up. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { scanResp, startRespScan } from '../../../src/tracer/framers/resp-scan.ts';

const test = suite('resp scan');

const offsets = (...writes: readonly string[]): readonly (readonly number[])[] => {
  const scan = startRespScan();
  return writes.map((write) =>
    scanResp(scan, Buffer.from(write, 'latin1')).map(({ offset }) => offset),
  );
};

test('pipelined commands start one after another', () => {
  assert.equal(offsets('*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nPING\r\n'), [[0, 14]]);
});

/** Messages that are whole in one write, and are not when they come byte by byte. */
const PIECES: readonly string[] = [
  ...['*1\r\n$4\r\nPING\r\n', '*2\r\n$3\r\nGET\r\n$0\r\n\r\n', '*2\r\n:1\r\n$1\r\nx\r\n'],
  ...['*0\r\n', '*-1\r\n', '%1\r\n+a\r\n+b\r\n', '$-1\r\n', '$3\r\na\nb\r\n', '$5\r\nREDIS\r\n'],
  ...['+OK\r\n', '-ERR no\r\n', ':12\r\n', '_\r\n', `+${'x'.repeat(80)}\r\n`, 'PING\r\n', '\n'],
  ...[
    '+FULLRESYNC 1\r\n',
    '$5\r\nREDIS',
    `$EOF:${'m'.repeat(40)}\r\n`,
    '*1\r\n$2\r\nabc\r\n',
    '$9',
  ],
];

test('messages start where they do when they come byte by byte', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      const starts = scanResp(startRespScan(), Buffer.from(text, 'latin1'));
      fc.pre(starts.every(({ opaque }) => !opaque));
      const single = offsets(...text).flatMap((found, at) => found.map((offset) => at + offset));
      assert.equal(
        starts.map(({ offset }) => offset),
        single,
      );
    }),
    { numRuns: 500 },
  );
});

test('a nested array is one message', () => {
  assert.equal(offsets('*2\r\n*2\r\n:1\r\n*0\r\n*-1\r\n:2\r\n'), [[0, 21]]);
});

test('a map has two elements for each pair', () => {
  assert.equal(offsets('%1\r\n+a\r\n:1\r\n:2\r\n'), [[0, 12]]);
});

test('an attribute belongs to the reply that it describes', () => {
  assert.equal(offsets('|1\r\n+a\r\n:1\r\n+OK\r\n:2\r\n'), [[0, 17]]);
});

test('a payload may hold anything', () => {
  assert.equal(offsets('$6\r\n\r\n$1\r\n\r\n:1\r\n'), [[0, 12]]);
});

test('keep-alives between a full resynchronisation and its RDB are messages', () => {
  assert.equal(offsets('+FULLRESYNC x 0\r\n', '\n', '\n', '$3\r\nabc*1\r\n$4\r\nPING\r\n'), [
    [0],
    [0],
    [0],
    [0, 7],
  ]);
});

test('an RDB after a full resynchronisation has no line end behind it', () => {
  const scan = startRespScan();
  const starts = scanResp(scan, Buffer.from('+FULLRESYNC x 0\r\n$3\r\nabc:1\r\n'));
  assert.equal(starts, [
    { offset: 0, isRdb: false, opaque: false },
    { offset: 17, isRdb: true, opaque: false },
    { offset: 24, isRdb: false, opaque: false },
  ]);
});

test('a bulk string with the magic of an RDB is told by what follows it', () => {
  assert.equal(offsets('$5\r\nREDIS:1\r\n'), [[0, 9]]);
  assert.equal(offsets('$5\r\nREDIS\r\n:1\r\n'), [[0, 11]]);
  assert.equal(offsets('$5\r\nREDIS', '\r', '\n:1\r\n'), [[0], [], [1]]);
});

test('a diskless RDB ends with its mark, also when a write cuts the mark', () => {
  const mark = 'm'.repeat(20) + 'n'.repeat(20);
  const stream = `$EOF:${mark}\r\n${'m'.repeat(50)}nn${mark}:1\r\n`;
  const end = stream.length - 4;
  assert.equal(offsets(stream), [[0, end]]);
  for (let cut = 1; cut < end; cut += 1) {
    assert.equal(offsets(stream.slice(0, cut), stream.slice(cut)), [[0], [end - cut]]);
  }
});

const GARBAGE: readonly (readonly [string, string])[] = [
  ['a binary first byte', '\x16\x03\x01'],
  ['an unreadable count', '*x\r\n'],
  ['a count ended by a bare line feed', '*1\n'],
  ['a negative length other than -1', '$-2\r\n'],
  ['a payload longer than said', '$2\r\nabc\r\n'],
  ['an element without a type', '*1\r\nPING\r\n'],
  ['an element that is an empty line', '*1\r\n\n'],
  ['a control character in an inline command', 'PI\0NG\r\n'],
  ['an inline command without end', 'x'.repeat(70_000)],
];
for (const [name, bytes] of GARBAGE) {
  test(`after ${name} every write is one message`, () => {
    const scan = startRespScan();
    const read = (text: string) => scanResp(scan, Buffer.from(text, 'latin1'));
    assert.equal(read(`:1\r\n${bytes}+OK\r\n`), [
      { offset: 0, isRdb: false, opaque: false },
      { offset: 4, isRdb: false, opaque: true },
    ]);
    assert.equal(read('+OK\r\n+OK\r\n'), [{ offset: 0, isRdb: false, opaque: true }]);
    assert.equal(read(''), []);
  });
}

test('garbage in a message begun earlier starts no other message', () => {
  assert.equal(offsets('*2\r\n', 'garbage\r\n', 'x'), [[0], [], [0]]);
});

test.run();
