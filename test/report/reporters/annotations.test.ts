/** Workflow commands: one a line, and nothing in them starts another. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { annotations } from '../../../src/report/reporters/annotations.ts';
import { anyFinding } from '../../helpers/findings.ts';
import { FLAKY, huntView, KNOWN, PASSED, UNDECIDED } from '../../helpers/hunt-views.ts';

const test = suite('annotations');

test('a finding is an error at the spec, with its faults and how to replay', () => {
  assert.is(
    annotations(huntView()),
    '::error file=specs/mailbox.yaml,title=ldfi%3A mailbox::entry 1 is lost' +
      '%0Aprimary→backup "COPY 1"#1: cut%0Aprimary: crash after primary→client "ACK 1"#1' +
      '%0Anpx ldfi replay 1a2b3c4d\n',
  );
});

test('what could not be decided is a warning, what passed is nothing', () => {
  assert.match(annotations(huntView(UNDECIDED)), /^::warning [^\n]*::too late\n$/);
  assert.match(annotations(huntView({ ...UNDECIDED, flaky: FLAKY })), /violated in 2\/5 runs/);
  assert.is(annotations(huntView(PASSED)), '');
});

test('what was known is told as such, and not a second time as new', () => {
  const lines = annotations({ ...huntView(), known: KNOWN })
    .trimEnd()
    .split('\n');
  const levels = lines.map((line) => /^::([a-z]+) /.exec(line)?.[1]);
  assert.equal(levels, ['error', 'notice', 'warning']);
  assert.match(lines[0] ?? '', 'known finding 1a2b3c4d still fails: entry 1 is lost');
  assert.match(lines[0] ?? '', /%0Anpx ldfi replay kept\/0$/);
  assert.match(lines[1] ?? '', 'the spec has changed since it was found');
});

test('texts of the system end no command and start none', () => {
  fc.assert(
    fc.property(anyFinding, fc.string({ unit: 'binary' }), (finding, spec) => {
      const text = annotations({ ...huntView({ findings: [finding] }), spec, file: spec });
      assert.is(text.split('\n').length, 2);
      assert.is(/[\r]/.test(text), false);
      const [, properties = ''] = /^::error (.*?)::/.exec(text) ?? [];
      assert.is(properties.split(',').length, 2, text);
    }),
  );
});

test.run();
