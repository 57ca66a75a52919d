/** The picture of a history that no order explains. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HistoryPicture } from '../../src/checks/outcome.ts';
import { historySvg } from '../../src/report/history-svg.ts';

const test = suite('report/history-svg');

const PICTURE: HistoryPicture = {
  title: 'register, key <x>',
  reason: 'b read → 1, but it was 2 then',
  operations: [
    { process: 'a', words: 'write 1', from: 0, to: 1, place: 1 },
    { process: 'a', words: 'write 2', from: 2, to: 4, place: 2 },
    { process: 'c', words: 'write "</svg>"', from: 3 },
    { process: 'b', words: 'read → 1', from: 5, to: 6, culprit: true },
    { process: 'd', words: 'cas [1,2] → failed', from: 7, to: 8, failed: true },
  ],
  before: 3,
  after: 4,
};

const count = (text: string, part: RegExp): number => [...text.matchAll(part)].length;

test('each process has a lane, each operation a bar, the order its line and numbers', () => {
  const svg = historySvg(PICTURE);
  assert.is(count(svg, /<line class="lane"/g), 4);
  assert.is(count(svg, /<rect class="bar/g), 5);
  assert.is(count(svg, /<rect class="bar placed"/g), 2);
  assert.is(count(svg, /<rect class="bar culprit"/g), 1);
  assert.is(count(svg, /<rect class="bar open"/g), 2);
  assert.is(count(svg, /<circle class="point"/g), 2);
  assert.is(count(svg, /<polyline/g), 1);
  assert.match(svg, '3 operations before and 4 after are left out');
});

test('what a client wrote cannot leave its text', () => {
  const svg = historySvg(PICTURE);
  assert.is(count(svg, /<\/svg>/g), 1);
  assert.not.match(svg, 'key <x>');
  assert.match(svg, 'key &lt;x&gt;');
});

test('a bar is as wide as its words, and ends before the next of its process begins', () => {
  const svg = historySvg(PICTURE);
  const bars = [
    ...svg.matchAll(/class="bar[^"]*" rx="5" x="([\d.]+)" y="(\d+)" width="([\d.]+)"/g),
  ];
  const [first, second] = bars.map(([, x, , width]) => [Number(x), Number(width)]);
  assert.ok((first?.[1] ?? 0) >= 'write 1'.length * 7);
  assert.ok((first?.[0] ?? 0) + (first?.[1] ?? 0) < (second?.[0] ?? 0));
});

test('without an order there is no line', () => {
  const operations = PICTURE.operations.map(({ place: _, ...one }) => one);
  assert.is(count(historySvg({ ...PICTURE, operations }), /<polyline/g), 0);
});

test.run();
