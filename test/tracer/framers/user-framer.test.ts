/** A user's own framer, from its file. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SpecError } from '../../../src/model/errors.ts';
import { loadUserFramer, userFramer } from '../../../src/tracer/framers/user-framer.ts';
import { makeScratch } from '../../helpers/scratch.ts';
import { pushAll } from './streams.ts';

const test = suite('user framer');

const moduleOf = (text: string): string => {
  const file = join(makeScratch(), 'framer.mjs');
  writeFileSync(file, text);
  return file;
};
const COUNTING = `export function frame(count = 0, bytes) {
  const labelOf = (byte, start) => byte + ' no. ' + (count + start);
  const messages = [...bytes].map((byte, start) => ({ start, label: labelOf(byte, start) }));
  return { state: count + bytes.length, messages };
}`;
const errorOf = async (act: () => unknown): Promise<SpecError> => {
  try {
    await act();
  } catch (error) {
    assert.instance(error, SpecError);
    return error as SpecError;
  }
  throw new Error('was accepted');
};

test('its function frames each direction with a state of its own', async () => {
  const make = await loadUserFramer(moduleOf(COUNTING));
  const writes = [Buffer.from('ab'), Buffer.from('c')];
  for (const framer of [make(), make()]) {
    assert.equal(
      pushAll(framer, writes).map(({ start, label, labelClass }) => [start, label, labelClass]),
      [
        [0, '97 no. 0', '97'],
        [1, '98 no. 1', '98'],
        [2, '99 no. 2', '99'],
      ],
    );
  }
});

test('a clone looks ahead without a trace', async () => {
  const framer = (await loadUserFramer(moduleOf(COUNTING)))();
  const ahead = framer.clone().push(Buffer.from('a'));
  assert.equal(framer.push(Buffer.from('a')), ahead);
});

test('a file that cannot be used is named', async () => {
  const none = await errorOf(() => loadUserFramer('/nowhere/framer.js'));
  assert.match(none.message, /^\/nowhere\/framer\.js: this framer cannot be loaded/);
  const broken = moduleOf('export const frame = ;');
  assert.match((await errorOf(() => loadUserFramer(broken))).message, 'cannot be loaded');
  const empty = moduleOf('export const other = 1;');
  assert.match((await errorOf(() => loadUserFramer(empty))).message, 'no function "frame"');
});

for (const [what, frame, reason] of [
  ['throws', () => JSON.parse('{'), /^f\.js: this framer failed: /],
  ['returns nothing', () => undefined, /returned no list of messages/],
  ['starts outside', () => ({ messages: [{ start: 2, label: 'x' }] }), /starts at 2/],
  ['starts nowhere', () => ({ messages: [{ label: 'x' }] }), /starts at undefined/],
  [
    'goes back',
    () => ({
      messages: [
        { start: 1, label: 'x' },
        { start: 1, label: 'y' },
      ],
    }),
    /starts at 1, not above 1/,
  ],
  ['has no label', () => ({ messages: [{ start: 0 }] }), /no string/],
] as const) {
  test(`a function that ${what} is reported with its file`, async () => {
    const error = await errorOf(() => userFramer('f.js', frame, undefined).push(Buffer.from('ab')));
    assert.match(error.message, reason);
  });
}

test('what it names is made printable', () => {
  const frame = () => ({ messages: [{ start: 0, label: '\u001b[2J x', class: '\n' }] });
  const [message] = userFramer('f.js', frame, undefined).push(Buffer.from('a'));
  assert.equal([message?.label, message?.labelClass], ['\\x1b[2J x', '\\n']);
});

test.run();
