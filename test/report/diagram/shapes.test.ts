/** Shapes as SVG, with nothing in them that acts. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diagramData } from '../../../src/report/diagram/data.ts';
import { escapeMarkup, messageFacts, shapeMarkup } from '../../../src/report/diagram/shapes.ts';
import { failingRun, supportIn } from '../../helpers/recordings.ts';

const test = suite('diagram shapes');

test('no text leaves its place', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const escaped = escapeMarkup(text);
      assert.not.match(escaped, /[<>"']/);
      assert.not.match(escaped, /[\p{Cc}\p{Cs}]/u);
      assert.not.match(escaped, /&(?!amp;|lt;|gt;|quot;|#39;)/);
    }),
  );
});

test('numbers are short', () => {
  const markup = shapeMarkup({ kind: 'dot', style: 'cut', x: 1 / 3, y: 2, radius: 2.64 });
  assert.is(markup, '<circle class="a cut" cx="0.3" cy="2" r="2.6"/>');
});

test('a message tells its bytes, or that it was withheld', () => {
  const recording = failingRun();
  const data = diagramData(recording, supportIn(recording));
  const facts = (label: string): ReadonlyMap<string, string> => {
    const message = data.messages.find((one) => one.label === label);
    return new Map(message === undefined ? [] : messageFacts(message));
  };
  assert.is(facts('PUT 1').get('bytes'), '7 [0,7) on client→a tcp 1');
  assert.is(facts('PUT 1').get('outcome'), 'in its support');
  assert.is(facts('COPY 1').get('received'), 'withheld by a fault');
});

test.run();
