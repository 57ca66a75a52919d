/** One line, one message. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lineFramer } from '../../../src/tracer/framers/line.ts';
import { partitionOf, pushAll, startsOf } from './streams.ts';

const test = suite('line framer');

const labels = (...writes: readonly string[]): readonly string[] =>
  pushAll(
    lineFramer(),
    writes.map((write) => Buffer.from(write)),
  ).map(({ label }) => label);

test('each line is a message', () => {
  assert.equal(labels('PUT a 1\nGET a\n'), ['PUT a 1', 'GET a']);
});

test('a carriage return before the line feed is not part of the line', () => {
  assert.equal(labels('HELO x\r\n'), ['HELO x']);
});

test('the rest of an unfinished line belongs to it', () => {
  assert.equal(labels('PUT a', ' 1\nGET', ' a\n'), ['PUT a', 'GET']);
});

test('a line end in a write of its own starts no message', () => {
  assert.equal(labels('PUT a', '\n', 'GET a\n'), ['PUT a', 'GET a']);
});

test('an empty line is a message', () => {
  assert.equal(labels('a\n\r\n\nb\n'), ['a', '\\n', '\\n', 'b']);
});

test('the class is the first word, blanks before it skipped', () => {
  const messages = pushAll(lineFramer(), [Buffer.from('  VOTE\t3\nVOTE 4\n \n')]);
  assert.equal(
    messages.map(({ labelClass }) => labelClass),
    ['VOTE', 'VOTE', '\\n'],
  );
});

test('a long line is shortened to 80 characters', () => {
  assert.equal(labels(`${'x'.repeat(100)}\n`), [`${'x'.repeat(79)}…`]);
});

test('the digest does not depend on how lines end', () => {
  const [unix] = lineFramer().push(Buffer.from('a b\n'));
  const [dos] = lineFramer().push(Buffer.from('a b\r\n'));
  assert.is(unix?.digest, dos?.digest);
});

test('a clone looks ahead without committing', () => {
  const framer = lineFramer();
  framer.push(Buffer.from('begun'));
  framer.clone().push(Buffer.from(' and ended\n'));
  assert.equal(framer.push(Buffer.from('still begun')), []);
});

test('lines start at the same offsets however they are written', () => {
  const line = fc.string({ unit: fc.constantFrom('a', ' ', '\r'), maxLength: 5 });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (lines, cuts) => {
      const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
      const whole = startsOf(pushAll(lineFramer(), [bytes]));
      assert.is(whole.length, lines.length);
      assert.equal(startsOf(pushAll(lineFramer(), partitionOf(bytes, cuts))), whole);
    }),
  );
});

test.run();
