/**
 * Every format of every run: never throws, always ends well, never lets bytes through as markup.
 */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { WHOLE } from '../../src/report/diagram/model.ts';
import { exportRecording } from '../../src/report/export.ts';
import { EXPORT_FORMATS } from '../../src/report/export-formats.ts';
import { randomTrace } from '../helpers/random-trace.ts';
import { failingRun, HOSTILE, supportIn } from '../helpers/recordings.ts';

const test = suite('export');

/** Formats in which `<` would begin something. */
const MARKUP: readonly string[] = ['svg', 'html', 'mermaid'];

for (const format of EXPORT_FORMATS) {
  test(`${format}: any run can be exported, the same run to the same bytes`, () => {
    fc.assert(
      fc.property(randomTrace, fc.boolean(), (trace, threads) => {
        const recording = { trace, faults: [] };
        const view = { ...WHOLE, threads };
        const content = exportRecording(recording, format, supportIn(recording), view);
        const again = exportRecording(recording, format, supportIn(recording), view);
        assert.ok(Buffer.from(content).equals(Buffer.from(again)));
        assert.ok(Buffer.from(content).at(-1) === 0x0a);
      }),
      { numRuns: format === 'html' ? 10 : 40 },
    );
  });

  test(`${format}: what a program sent is shown, or hidden, but never acts`, () => {
    const recording = failingRun(`${HOSTILE}\x1b[2J\u202e`);
    const content = exportRecording(recording, format, supportIn(recording), WHOLE);
    const text = Buffer.from(content).toString('latin1');
    assert.not.match(text, '\x1b');
    if (MARKUP.includes(format)) {
      assert.not.match(text, "<b a='");
      assert.is(text.split('</script>').length - 1, format === 'html' ? 2 : 0);
    }
  });
}

test('json holds the trace, the verdict, and the faults as text', () => {
  const recording = failingRun();
  const text = exportRecording(recording, 'json', new Set(), WHOLE);
  const data = JSON.parse(String(text));
  assert.is(data.version, 1);
  assert.is(data.verdict.reason, 'entry 1 is lost');
  assert.is(data.faults[0].fault, 'a→b "COPY 1"#1: cut');
  assert.is(data.events.length, recording.trace.events.length);
});

test.run();
