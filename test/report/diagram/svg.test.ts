/** The diagram as an SVG file. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diagramData } from '../../../src/report/diagram/data.ts';
import { WHOLE } from '../../../src/report/diagram/model.ts';
import { diagramSvg } from '../../../src/report/diagram/svg.ts';
import { failingRun, HOSTILE, supportIn } from '../../helpers/recordings.ts';

const test = suite('diagram svg');

/** Start and end tags in order, without those that close themselves. */
const tags = (text: string): readonly string[] =>
  [...text.matchAll(/<(\/?[a-z]+)[^>]*?(\/?)>/g)].flatMap(([, name, end]) =>
    end === '/' ? [] : [name ?? ''],
  );

test('every element is closed where it belongs, whatever a program sent', () => {
  const recording = failingRun(HOSTILE);
  const text = diagramSvg(diagramData(recording, supportIn(recording)), WHOLE);
  const open: string[] = [];
  for (const tag of tags(text)) {
    if (tag.startsWith('/')) {
      assert.is(open.pop(), tag.slice(1));
    } else {
      open.push(tag);
    }
  }
  assert.equal(open, []);
});

test('it names the lanes, the verdict, and each message with its bytes', () => {
  const recording = failingRun();
  const text = diagramSvg(diagramData(recording, supportIn(recording)), WHOLE);
  assert.match(text, '>violated: entry 1 is lost</text>');
  assert.match(text, 'bytes: 7 [0,7) on client→a tcp 1');
  assert.is(text.split('class="head-text"').length - 1, 8);
});

test.run();
