/** Two runs beside each other. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { compareRuns, isAlike, renderComparison, type Side } from '../../src/report/comparison.ts';
import { CRASH, CUT } from '../helpers/findings.ts';
import { failingRun, HOSTILE } from '../helpers/recordings.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('comparison');

function side(name: string, labels: readonly string[], change: Partial<Side> = {}): Side {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  for (const label of labels) {
    const [from = '', to = '', text = ''] = label.split(' ');
    builder.message(from, to, text);
  }
  builder.endWorkload();
  return { name, about: 'a run', faults: [], trace: builder.build(), ...change };
}

test('equal runs are alike', () => {
  const found = compareRuns(side('x', ['client a PUT']), side('y', ['client a PUT']));
  assert.ok(isAlike(found));
  assert.match(renderComparison([side('x', []), side('y', [])], found), 'the same in both');
});

test('faults and messages of one only are told, with the side they are of', () => {
  const a = side('x', ['client a PUT', 'a b COPY'], { faults: [CUT] });
  const b = side('y', ['client a PUT', 'a client NO'], { faults: [CUT, CRASH] });
  const found = compareRuns(a, b);
  assert.equal(found.faults.onlyA, []);
  assert.is(found.faults.onlyB.length, 1);
  assert.equal(found.messages, {
    onlyA: ['a→b "COPY"#1'],
    onlyB: ['a→client "NO"#1'],
  });
  assert.not.ok(isAlike(found));
  const text = renderComparison([a, b], found);
  assert.match(text, '  − a→b "COPY"#1');
  assert.match(text, '  + a→client "NO"#1');
  assert.match(text, '  + primary: crash after primary→client "ACK 1"#1');
});

test('the same messages in another order are told by what had been heard before', () => {
  const a = side('x', ['client a PUT', 'b a OLD', 'a client OK']);
  const b = side('y', ['client a PUT', 'a client OK', 'b a OLD']);
  const found = compareRuns(a, b);
  assert.equal(found.messages, { onlyA: [], onlyB: [] });
  assert.equal(found.order, [{ message: 'a→client "OK"#1', onlyA: ['b→a "OLD"#1'], onlyB: [] }]);
  assert.match(
    renderComparison([a, b], found),
    'a→client "OK"#1 was sent after\n    − b→a "OLD"#1',
  );
});

test('where a run is not recorded, its faults are compared all the same', () => {
  const { trace: _, ...bare } = side('x', [], { faults: [CUT], about: HOSTILE });
  const found = compareRuns(bare, side('y', []));
  assert.is(found.messages, undefined);
  assert.match(renderComparison([bare, side('y', [])], found), 'the run of x is not there');
});

test('a failing run and itself are alike, whatever it sent', () => {
  const { trace } = failingRun(`${HOSTILE}\u001b[31m`);
  const one = { name: 'x', about: '\u001b[31m', faults: [], trace };
  assert.ok(isAlike(compareRuns(one, one)));
  assert.not.match(renderComparison([one, one], compareRuns(one, side('y', []))), '\u001b');
});

test.run();
