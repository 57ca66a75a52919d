/** Sequence diagrams for Markdown. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mermaidDiagram, mermaidText } from '../../../src/report/exports/mermaid.ts';
import { failingRun, HOSTILE, supportIn } from '../../helpers/recordings.ts';
import { traceBuilder } from '../../helpers/trace-builder.ts';

const test = suite('mermaid');

test('what Mermaid would read as its own is written as numbers', () => {
  assert.is(mermaidText('a;b#c"d'), 'a#59;b#35;c#34;d');
  assert.not.match(mermaidText(HOSTILE), /[<>"{}[\]\\]/);
  assert.is([...mermaidText('x'.repeat(100))].length, 60);
});

test('the lineage is drawn: what arrived, what was withheld, who died', () => {
  const recording = failingRun();
  const lines = mermaidDiagram(recording, supportIn(recording)).split('\n');
  assert.is(lines[0], 'sequenceDiagram');
  assert.ok(lines.some((line) => /n\d->>n\d: PUT 1$/.test(line)));
  assert.ok(lines.some((line) => /n\d--xn\d: COPY 1 \(withheld\)$/.test(line)));
  assert.ok(lines.some((line) => /Note over n\d: a#58; crash after/.test(line)));
});

test('it stays short enough for GitHub, and says how much is left out', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  for (let count = 0; count < 3000; count += 1) {
    builder.message('client', 'a', `${';'.repeat(70)}${count}`);
  }
  builder.endWorkload();
  const recording = { trace: builder.build(), faults: [] };
  const text = mermaidDiagram(recording, supportIn(recording));
  assert.ok(text.length < 50_000);
  assert.match(text, 'and 2960 more');
});

test.run();
