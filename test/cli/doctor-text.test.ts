/** The host's checks as text. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { canTrace, renderChecks } from '../../src/cli/doctor-text.ts';

const test = suite('doctor text');

const OK = { name: 'node', ok: true, fatal: true, detail: 'v20', hint: 'unseen' };
const WARNING = { name: 'cpus', ok: false, fatal: false, detail: 'only 1', hint: 'more' };
const FATAL = { name: 'tracing', ok: false, fatal: true, detail: 'EPERM', hint: 'allow ptrace' };

test('only a fatal check that failed keeps the host from tracing', () => {
  assert.ok(canTrace([OK, WARNING]));
  assert.not.ok(canTrace([OK, FATAL]));
});

test('a failed check shows its hint, a good one does not', () => {
  assert.is(
    renderChecks([OK, FATAL]),
    `  ok       node     v20
  missing  tracing  EPERM
                    hint: allow ptrace

This host cannot trace: see the hints above.
`,
  );
});

test('a warning does not stop anybody', () => {
  assert.match(renderChecks([OK, WARNING]), /warning +cpus[\s\S]*can trace, with the limits above/);
});

test('what the host answered cannot act on the terminal', () => {
  const detail = String.fromCharCode(27);
  assert.match(renderChecks([{ ...OK, detail }]), '\\x1b');
});

test.run();
