/** The diagram as a PDF, by the rules of the format. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diagramData } from '../../../src/report/diagram/data.ts';
import { WHOLE } from '../../../src/report/diagram/model.ts';
import { diagramPdf, pdfString } from '../../../src/report/diagram/pdf.ts';
import { failingRun, HOSTILE, supportIn } from '../../helpers/recordings.ts';
import { traceBuilder } from '../../helpers/trace-builder.ts';

const test = suite('diagram pdf');

const RECORDING = failingRun(HOSTILE);
const FILE = Buffer.from(diagramPdf(diagramData(RECORDING, supportIn(RECORDING)), WHOLE));
const TEXT = FILE.toString('latin1');

test('each entry of the cross-reference points at its object', () => {
  const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(TEXT)?.[1]);
  const lines = TEXT.slice(start).split('\n');
  assert.is(lines[0], 'xref');
  const count = Number(lines[1]?.split(' ')[1]);
  assert.ok(count > 8);
  for (let object = 1; object < count; object += 1) {
    const entry = lines[2 + object] ?? '';
    assert.match(entry, /^\d{10} 00000 n $/);
    assert.ok(TEXT.slice(Number(entry.slice(0, 10))).startsWith(`${object} 0 obj\n`));
  }
});

test('each stream is as long as it says', () => {
  const streams = [...TEXT.matchAll(/<< \/Length (\d+) >>\nstream\n/g)];
  assert.is(streams.length, 1);
  for (const match of streams) {
    const end = (match.index ?? 0) + match[0].length + Number(match[1]);
    assert.ok(TEXT.slice(end).startsWith('\nendstream'));
  }
});

test('parentheses and backslashes do not end a string; what no font has is a question mark', () => {
  assert.is(pdfString('a(b)\\'), '(a\\(b\\)\\\\)');
  assert.is(pdfString('é→…語\n'), '(\xe9->\x85??)');
});

test('a long run takes several pages, and every message is on one', () => {
  const builder = traceBuilder(['a']);
  for (let count = 0; count < 200; count += 1) {
    builder.message('client', 'a', `m${count}.`);
  }
  const data = diagramData({ trace: builder.build(), faults: [] }, new Set());
  const text = Buffer.from(diagramPdf(data, WHOLE)).toString('latin1');
  assert.ok(text.split('/Type /Page ').length > 5);
  for (let count = 0; count < 200; count += 1) {
    assert.match(text, `(m${count}.)`);
  }
});

test.run();
