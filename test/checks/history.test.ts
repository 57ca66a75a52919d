/** From files of events to operations. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readHistory } from '../../src/checks/history.ts';
import { operationWords } from '../../src/checks/operation.ts';

const test = suite('checks/history');

type Event = readonly [
  process: string,
  type: string,
  f: string,
  value?: number | null,
  time?: number,
];

const fileOf = (name: string, ...events: readonly Event[]) => ({
  name,
  text: events
    .map(([process, type, f, value, time]) => JSON.stringify({ process, type, f, value, time }))
    .map((line) => `${line}\n`)
    .join(''),
});

function wordsOf(...files: Parameters<typeof readHistory>[0]): readonly string[] {
  const history = readHistory(files);
  return history.kind === 'malformed'
    ? [`${history.where}: ${history.problem}`]
    : history.operations.map((one) => `${one.from}-${one.to} ${one.end} ${operationWords(one)}`);
}

test('an answer closes what its process asked for, whatever others do in between', () => {
  const file = fileOf(
    'h',
    ['a', 'invoke', 'write', 1],
    ['b', 'invoke', 'read'],
    ['a', 'ok', 'write', 1],
    ['b', 'ok', 'read', 1],
    ['b', 'invoke', 'write', 2],
    ['b', 'fail', 'write', 2],
  );
  assert.equal(wordsOf(file), [
    ...['0-2 ok a write 1', '1-3 ok b read → 1', '4-5 fail b write 2 → failed'],
  ]);
});

test('nobody knows the end of what was given up, ended by info, or never answered', () => {
  const file = fileOf(
    'h',
    ['a', 'invoke', 'write', 1],
    ['a', 'invoke', 'write', 2],
    ['a', 'info', 'write', 2],
    ['a', 'invoke', 'read'],
  );
  assert.equal(wordsOf(file), [
    '0-Infinity unknown a write 1 → ?',
    '1-Infinity unknown a write 2 → ?',
    '3-Infinity unknown a read → ?',
  ]);
});

test('files are merged by time, and at equal times what is asked comes first', () => {
  const one = fileOf('1', ['a', 'invoke', 'write', 1, 10], ['a', 'ok', 'write', 1, 20]);
  const other = fileOf('2', ['b', 'invoke', 'read', null, 20], ['b', 'ok', 'read', 1, 30]);
  assert.equal(wordsOf(one, other), ['0-2 ok a write 1', '1-3 ok b read → 1']);
  assert.equal(wordsOf(other, one), ['0-2 ok a write 1', '1-3 ok b read → 1']);
});

test('a torn last line is left out, a torn one in the middle is told', () => {
  const { text } = fileOf('h', ['a', 'invoke', 'write', 1], ['a', 'ok', 'write']);
  assert.equal(wordsOf({ name: 'h', text: text.slice(0, -9) }), [
    '0-Infinity unknown a write 1 → ?',
  ]);
  assert.equal(wordsOf({ name: 'h', text: `{"proc\n${text}` }), ['h:1: not JSON']);
});

test('what is no history is refused, with the line', () => {
  const answered: Event = ['a', 'ok', 'read', 1, 5];
  assert.match(wordsOf(fileOf('h', answered))[0] ?? '', /^h:1: process a has asked for nothing/);
  const other = fileOf('h', ['a', 'invoke', 'write', 1], ['a', 'ok', 'read', 1]);
  assert.match(wordsOf(other)[0] ?? '', /^h:2: "f": process a asked for "write"/);
  const untimed = fileOf('1', ['a', 'invoke', 'read']);
  const timed = fileOf('2', ['b', 'invoke', 'read', null, 1]);
  assert.match(wordsOf(untimed, timed)[0] ?? '', /^1:1: several files are merged by "time"/);
  const back = fileOf('1', ['a', 'invoke', 'read', null, 2], ['a', 'ok', 'read', null, 1]);
  assert.match(wordsOf(back, timed)[0] ?? '', /^1:2: "time" runs backwards/);
  const twice = fileOf('1', ['b', 'invoke', 'read', null, 2]);
  assert.match(wordsOf(twice, timed)[0] ?? '', /process b stands in another file/);
});

test.run();
