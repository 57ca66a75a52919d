/** Where things go: in order, on their lanes, and never on top of each other. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diagramData } from '../../../src/report/diagram/data.ts';
import { layoutOf, timeText } from '../../../src/report/diagram/layout.ts';
import {
  type DiagramData,
  type DiagramView,
  type Label,
  WHOLE,
} from '../../../src/report/diagram/model.ts';
import { randomTrace } from '../../helpers/random-trace.ts';
import { failingRun, supportIn } from '../../helpers/recordings.ts';
import { traceBuilder } from '../../helpers/trace-builder.ts';

const test = suite('diagram layout');

const FAILING = failingRun();
const DATA = diagramData(FAILING, supportIn(FAILING));
const labels = (data: DiagramData, view: DiagramView): readonly string[] =>
  layoutOf(data, view).arrows.map(({ label }) => label.text);

const anyView: fc.Arbitrary<DiagramView> = fc.record({
  threads: fc.boolean(),
  supportOnly: fc.boolean(),
  phases: fc.subarray(['setup', 'workload', 'check'] as const),
  hidden: fc.subarray([0, 1, 2]),
  filter: fc.constantFrom('', 'set', 'PING'),
});

/** What a label covers, as wide as its monospaced characters. */
const boxOf = ({ x, y, anchor, text }: Label): readonly [number, number, number] => {
  const width = [...text].length * 6.6;
  return anchor === 'start' ? [x, x + width, y] : [x - width, x, y];
};

test('nothing is out of order, and no label lies on another', () => {
  fc.assert(
    fc.property(randomTrace, anyView, (trace, view) => {
      const recording = { trace, faults: [] };
      const data = diagramData(recording, supportIn(recording));
      const { arrows, marks, lanes, width, height } = layoutOf(data, view);
      const ends = new Map<number, { event: number; y: number }[]>();
      for (const { message, x1, y1, x2, y2 } of arrows) {
        const { sent, received } = data.messages[message] ?? { sent: -1, received: -1 };
        assert.ok(y2 > y1 && y2 < height && x2 <= width);
        assert.ok(lanes.some(({ x }) => x === x1) && lanes.some(({ x }) => x === x2));
        ends.set(x1, [...(ends.get(x1) ?? []), { event: sent, y: y1 }]);
        if (received >= 0) {
          ends.set(x2, [...(ends.get(x2) ?? []), { event: received, y: y2 }]);
        }
      }
      for (const own of ends.values()) {
        own.sort((a, b) => a.event - b.event || a.y - b.y);
        assert.ok(own.every(({ y }, index) => y >= (own[index - 1]?.y ?? 0)));
      }
      const boxes = [...arrows, ...marks].map(({ label }) => boxOf(label));
      boxes.forEach(([left, right, y], index) => {
        assert.ok(left >= 0 && right <= width);
        for (const [otherLeft, otherRight, otherY] of boxes.slice(index + 1)) {
          assert.ok(y !== otherY || right <= otherLeft || otherRight <= left);
        }
      });
    }),
    { numRuns: 300 },
  );
});

test('a view leaves out what it is told to', () => {
  assert.equal(labels(DATA, WHOLE).length, 7);
  assert.equal(labels(DATA, { ...WHOLE, phases: ['check'] }), ['LIST', 'END']);
  assert.equal(labels(DATA, { ...WHOLE, filter: 'copy' }), ['COPY 1']);
  const a = DATA.nodes.indexOf('a');
  assert.equal(labels(DATA, { ...WHOLE, hidden: [a] }), ['LIST', 'END']);
});

test('what a fault withheld belongs to every picture of the support', () => {
  assert.ok(labels(DATA, { ...WHOLE, supportOnly: true }).includes('COPY 1'));
});

test('the lane of a killed node ends there', () => {
  const { lanes, marks } = layoutOf(DATA, WHOLE);
  const killed = marks.find(({ label }) => label.text === 'killed');
  assert.equal(
    lanes.filter(({ deadY }) => deadY !== undefined).map(({ name, deadY }) => [name, deadY]),
    [['a', killed?.y]],
  );
});

test('phases are divided once', () => {
  const { dividers } = layoutOf(DATA, WHOLE);
  assert.equal(
    dividers.map(({ text }) => text),
    ['workload starts', 'workload ends'],
  );
});

test('threads get lanes of their own when asked', () => {
  const builder = traceBuilder(['a']);
  builder.message('client', 'a', 'x', { thread: 1 });
  builder.message('client', 'a', 'y', { thread: 0 });
  const data = diagramData({ trace: builder.build(), faults: [] }, new Set());
  const names = (threads: boolean): readonly string[] =>
    layoutOf(data, { ...WHOLE, threads }).lanes.map(({ name }) => name);
  assert.equal(names(false), ['client', 'a', 'invariant']);
  assert.equal(names(true), ['client 0.1', 'client 0.0', 'a 0.1', 'a 0.0', 'invariant']);
});

test('a long label is cut to the room between its lanes', () => {
  const builder = traceBuilder(['a']);
  builder.message('client', 'a', 'x'.repeat(80));
  const data = diagramData({ trace: builder.build(), faults: [] }, new Set());
  const [label = ''] = labels(data, WHOLE);
  assert.ok(label.endsWith('…') && label.length < 60);
});

test('five thousand messages are laid out', () => {
  const builder = traceBuilder(['a', 'b']);
  for (let count = 0; count < 5000; count += 1) {
    builder.message(count % 3 === 0 ? 'a' : 'client', 'b', `SET k${count}`);
  }
  const data = diagramData({ trace: builder.build(), faults: [] }, new Set());
  assert.is(labels(data, WHOLE).length, 5000);
});

test('times are told in milliseconds, then in seconds', () => {
  assert.equal([timeText(12_340), timeText(1_204_400)], ['12.34 ms', '1.204 s']);
});

test.run();
