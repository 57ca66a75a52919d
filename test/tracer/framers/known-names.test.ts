import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { digestOf } from '../../../src/tracer/framers/digest.ts';
import { latin1, remember } from '../../../src/tracer/framers/known-names.ts';

const test = suite('tracer/framers/known-names');

/** Names bytes by themselves, and counts how often it was asked. */
const counting = () => {
  const asked: string[] = [];
  const name = remember((bytes) => {
    const label = latin1(bytes);
    asked.push(label);
    return { label, labelClass: label.slice(0, 1) };
  });
  return { name, asked };
};

test('equal bytes are named once', () => {
  const { name, asked } = counting();
  const first = name(Buffer.from('PING'));
  assert.is(name(Uint8Array.from(Buffer.from('PING'))), first);
  assert.equal(first, { label: 'PING', labelClass: 'P', digest: digestOf(Buffer.from('PING')) });
  assert.equal(asked, ['PING']);
});

test('bytes that differ in one bit have names of their own', () => {
  const { name } = counting();
  assert.is(name(Uint8Array.of(0x41, 0x80)).label, 'A\x80');
  assert.is(name(Uint8Array.of(0x41, 0x81)).label, 'A\x81');
});

test('a name does not change when its bytes are overwritten', () => {
  const { name } = counting();
  const bytes = Buffer.from('GET a');
  name(bytes);
  bytes.write('GET b');
  assert.is(name(bytes).label, 'GET b');
  assert.is(name(Buffer.from('GET a')).label, 'GET a');
});

test('messages with the same digest have names of their own', () => {
  const { name } = counting();
  const texts = ['costarring', 'liquid', 'costarring', 'declinate', 'macallums', 'liquid'];
  assert.equal(
    texts.map((text) => name(Buffer.from(text)).label),
    texts,
  );
  assert.is(digestOf(Buffer.from('costarring')), digestOf(Buffer.from('liquid')));
});

test('long messages are named each time, and many names do not pile up', () => {
  const { name, asked } = counting();
  const long = Buffer.alloc(300, 'x');
  name(long);
  assert.is(name(long).label.length, 300);
  assert.is(asked.length, 2);
  for (let i = 0; i < 3000; i += 1) {
    name(Buffer.from(`k${i}`));
  }
  name(Buffer.from('k0'));
  assert.is(asked.filter((text) => text === 'k0').length, 2);
});

test.run();
