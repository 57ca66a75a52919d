/** Each reporter's name stands for its form. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PLAIN } from '../../../src/report/palette.ts';
import { REPORTERS, report } from '../../../src/report/reporters/reporters.ts';
import { huntView } from '../../helpers/hunt-views.ts';

const test = suite('reporters');

test('each writes its own form, and lines that end', () => {
  const starts = {
    text: 'mailbox: violated',
    json: '{\n  "version": 1',
    markdown: '## mailbox',
    junit: '<?xml version="1.0"',
    github: '::error ',
  };
  for (const name of REPORTERS) {
    const text = report(name, huntView(), { version: 1 }, PLAIN);
    assert.ok(text.startsWith(starts[name]), text);
    assert.ok(text.endsWith('\n'));
  }
});

test.run();
