/** Parts of logs, and where in them faults fired. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { linesAround, logText } from '../../src/corpus/log-text.ts';
import type { FaultReport } from '../../src/model/fault.ts';
import { CRASH, CUT } from '../helpers/findings.ts';

const test = suite('log text');

const TEN = 'eins\nzwei\ndreißig\nvier\n';
const fired = (bytes: number, fault = CUT): FaultReport => ({
  fault,
  outcome: 'fired',
  detail: 'done',
  logs: { a: bytes },
});
const bytesOf = (text: string): Uint8Array => Buffer.from(text);

test('the place of a fault is told in characters, however many bytes they take', () => {
  const place = Buffer.byteLength('eins\nzwei\ndreißig\n');
  const { text, marks } = logText(bytesOf(TEN), 'a', [fired(place)], 1_000);
  assert.is(text, TEN);
  assert.is(text.slice(0, marks[0]?.at), 'eins\nzwei\ndreißig\n');
  assert.equal(linesAround({ text, marks }, 2), {
    fault: marks[0]?.fault,
    before: ['zwei', 'dreißig'],
    after: ['vier'],
  });
});

test('several faults stand in the order in which they fired', () => {
  const { marks } = logText(bytesOf(TEN), 'a', [fired(10), fired(5, CRASH)], 1_000);
  assert.equal(
    marks.map(({ at }) => at),
    [5, 10],
  );
});

test('a fault that was missed, or noted for another node, has no place', () => {
  const missed: FaultReport = { ...fired(5), outcome: 'missed' };
  const { marks } = logText(bytesOf(TEN), 'a', [missed, { ...fired(5), logs: { b: 5 } }], 1_000);
  assert.equal(marks, []);
  assert.is(linesAround({ text: TEN, marks }, 2), undefined);
});

test('of a long log what lies around the fault is shown, in whole lines', () => {
  const lines = Array.from({ length: 1_000 }, (_, index) => `line ${index}\n`);
  const log = lines.join('');
  const place = Buffer.byteLength(lines.slice(0, 500).join(''));
  const { text, marks } = logText(bytesOf(log), 'a', [fired(place)], 200);
  assert.match(text, /^…\nline \d+\n/);
  assert.match(text, /\nline \d+\n…\n$/);
  assert.ok(text.slice(0, marks[0]?.at).endsWith('line 499\n'));
  assert.ok(text.length < 250);
});

test('of a long log in which no fault fired the end is shown', () => {
  const log = `${'x'.repeat(500)}\nend\n`;
  assert.equal(logText(bytesOf(log), 'a', [], 50), { text: '…\nend\n', marks: [] });
});

test('whatever the log and the places, each fault is where it was', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-zß ]{0,9}$/), { maxLength: 40 }),
      fc.array(fc.nat(400), { maxLength: 3 }),
      fc.integer({ min: 64, max: 400 }),
      (lines, places, bytesMax) => {
        const log = Buffer.from(lines.map((line) => `${line}\n`).join(''));
        const ends = [...log.keys()].filter((at) => log[at] === 10).map((at) => at + 1);
        const at = places.map((place) => ends[place % Math.max(1, ends.length)] ?? 0);
        const { text, marks } = logText(
          log,
          'a',
          at.map((one) => fired(one)),
          bytesMax,
        );
        const whole = text.replaceAll('…\n', '');
        assert.ok(log.toString('utf8').includes(whole));
        for (const mark of marks) {
          const before = text.slice(0, mark.at).replace('…\n', '');
          assert.ok(at.some((end) => log.subarray(0, end).toString('utf8').endsWith(before)));
        }
        if (log.length <= bytesMax) {
          assert.is(text, log.toString('utf8'));
          assert.is(marks.length, places.length);
        }
      },
    ),
  );
});

test.run();
