/** The diagram as a page: whole in itself, closed to all else, and its script a script. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diagramData } from '../../../src/report/diagram/data.ts';
import { diagramHtml, embeddedJson, inlineModules } from '../../../src/report/diagram/html.ts';
import { unpackData } from '../../../src/report/diagram/packed.ts';
import { failingRun, HOSTILE, supportIn } from '../../helpers/recordings.ts';
import { makeScratch, writeFiles } from '../../helpers/scratch.ts';
import { traceBuilder } from '../../helpers/trace-builder.ts';

const test = suite('diagram html');

const RECORDING = failingRun(HOSTILE);
const DATA = diagramData(RECORDING, supportIn(RECORDING));
const PAGE = diagramHtml(DATA);
const element = (open: string, close: string): string =>
  PAGE.slice(PAGE.indexOf(open) + open.length, PAGE.indexOf(close, PAGE.indexOf(open)));
const SCRIPT = element('<script type="module">', '</script>');

test('the policy allows the script and the style of the page, and nothing else', () => {
  const hash = (text: string): string =>
    `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const policy = element('http-equiv="Content-Security-Policy" content="', '">');
  const style = element('<style>', '</style>');
  assert.is(
    policy,
    `default-src 'none'; script-src ${hash(SCRIPT)}; style-src ${hash(style)}; ` +
      "base-uri 'none'; form-action 'none'",
  );
});

test('nothing is loaded, and no attribute carries code or style', () => {
  assert.not.match(PAGE, /\b(?:src|href|style|on[a-z]+)\s*=\s*["']/);
  assert.not.match(SCRIPT, /^import /m);
});

test('the data come back as they went in', () => {
  const text = element('<script type="application/json" id="data">', '</script>');
  assert.equal(unpackData(JSON.parse(text)), JSON.parse(JSON.stringify(DATA)));
  assert.is(embeddedJson('</script>\u2028'), '"\\u003c/script>\\u2028"');
});

test('the script is one that parses, and has all that it calls', () => {
  const folder = makeScratch();
  writeFiles(folder, { 'page.mjs': SCRIPT });
  const { status, stderr } = spawnSync(process.execPath, ['--check', join(folder, 'page.mjs')]);
  assert.is(status, 0, String(stderr));
  for (const name of ['layoutOf', 'groupsOf', 'backdropOf', 'escapeMarkup', 'messageFacts']) {
    assert.match(SCRIPT, `function ${name}(`);
  }
});

test('modules are put side by side without what binds them', () => {
  const first = '/** A. */\nexport function a() {}\n//# sourceMappingURL=a.js.map';
  const second =
    "import { a } from './a.js';\nimport {\n  b,\n} from './b.js';\nexport const c = a();";
  assert.is(inlineModules([first, second]), '/** A. */\nfunction a() {}\n\nconst c = a();\n');
});

test('five thousand messages are less than five megabytes', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  for (let count = 0; count < 5000; count += 1) {
    builder.message('client', 'a', `SET some-key-of-usual-length-${count}`);
  }
  builder.endWorkload();
  const recording = { trace: builder.build(), faults: [] };
  const page = diagramHtml(diagramData(recording, supportIn(recording)));
  assert.ok(page.length < 5_000_000, String(page.length));
});

test.run();
