/** Shapes by meaning. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diagramData } from '../../../src/report/diagram/data.ts';
import { layoutOf } from '../../../src/report/diagram/layout.ts';
import { WHOLE } from '../../../src/report/diagram/model.ts';
import { backdropOf, groupsOf } from '../../../src/report/diagram/scene.ts';
import { failingRun, supportIn } from '../../helpers/recordings.ts';

const test = suite('diagram scene');

const FAILING = failingRun();
const DATA = diagramData(FAILING, supportIn(FAILING));
const LAYOUT = layoutOf(DATA, WHOLE);
const GROUPS = groupsOf(LAYOUT, DATA);

const groupOf = (label: string) =>
  GROUPS.find((group) => group.label.kind === 'text' && group.label.text === label);

test('every message and every mark is one group', () => {
  assert.is(GROUPS.filter(({ message }) => message !== undefined).length, DATA.messages.length);
  assert.is(GROUPS.filter(({ mark }) => mark !== undefined).length, DATA.marks.length);
});

test('a message of the support is drawn as that, with a head', () => {
  const shapes = groupOf('PUT 1')?.shapes ?? [];
  assert.ok(shapes.every(({ style }) => style === 'support'));
  assert.ok(shapes.some(({ kind }) => kind === 'area'));
});

test('a withheld message ends in a cross before it arrives', () => {
  const arrow = LAYOUT.arrows.find(({ label }) => label.text === 'COPY 1');
  const shapes = groupOf('COPY 1')?.shapes ?? [];
  assert.ok(shapes.every(({ style }) => style === 'cut'));
  assert.is(shapes.filter(({ kind }) => kind === 'line').length, 3);
  const [flight] = shapes;
  const end = flight?.kind === 'line' ? (flight.points.at(-1)?.[0] ?? 0) : 0;
  assert.ok(Math.abs(end - (arrow?.x1 ?? 0)) < Math.abs((arrow?.x2 ?? 0) - (arrow?.x1 ?? 0)));
});

test('a dead lane goes on as a dashed line', () => {
  const shapes = backdropOf(LAYOUT, 0, LAYOUT.height);
  assert.is(shapes.filter(({ style }) => style === 'dead').length, 1);
});

test('of the backdrop only what lies between two heights is drawn', () => {
  const ticks = (top: number, bottom: number): number =>
    backdropOf(LAYOUT, top, bottom).filter(({ style }) => style === 'tick').length;
  assert.ok(ticks(0, 60) < ticks(0, LAYOUT.height));
});

test.run();
