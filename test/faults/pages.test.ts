/** Each kind of fault has its page, whose lines are faults and whose tests there are. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkPlan } from '../../src/faults/plan.ts';
import { checkSupported } from '../../src/faults/supported.ts';
import { parseFault } from '../../src/faults/text.ts';
import { FAULT_KINDS } from '../../src/model/fault.ts';
import { ROOT } from '../helpers/root.ts';

const test = suite('pages of faults');

const FOLDER = join(ROOT, 'docs', 'faults');
const SECTIONS = [
  /^At the stop$/,
  /^What it stands for$/,
  /^What (?:the sender|its program|the node itself) sees$/,
  /^What the peer sees$/,
  /^What it can't do$/,
  /^Shown by$/,
];

test('there is a page for each kind, and no other', () => {
  const pages = readdirSync(FOLDER).map((file) => file.replace(/\.md$/, ''));
  assert.equal(pages.toSorted(), [...FAULT_KINDS].toSorted());
});

for (const kind of FAULT_KINDS) {
  const page = readFileSync(join(FOLDER, `${kind}.md`), 'utf8');

  test(`${kind}: its lines are faults that can be planned and injected`, () => {
    const lines = (/^```\n([\s\S]*?)\n```/m.exec(page)?.[1] ?? '').split('\n');
    for (const line of lines) {
      const fault = parseFault(line);
      assert.is(fault.kind, kind);
      checkPlan([fault]);
      checkSupported([fault]);
    }
  });

  test(`${kind}: it says what happens, why, who sees what, and what it cannot do`, () => {
    const sections = page.split(/^## /m).slice(1);
    for (const [index, heading] of SECTIONS.entries()) {
      const [title = '', ...text] = (sections[index] ?? '').split('\n');
      assert.match(title, heading);
      assert.ok(text.join('').trim().length > 5, title);
    }
  });

  test(`${kind}: the tests that show it are there, and inject it`, () => {
    const files = [...page.matchAll(/\[(test\/[^\]]+)\]\(..\/..\/\1\)/g)].map(
      ([, file = '']) => file,
    );
    assert.ok(files.length > 0);
    for (const file of files) {
      assert.ok(existsSync(join(ROOT, file)), file);
      assert.match(readFileSync(join(ROOT, file), 'utf8'), new RegExp(`\\b${kind}\\b`), file);
    }
  });

  test(`${kind}: the table of faults leads to its page`, () => {
    const table = readFileSync(join(ROOT, 'docs', 'FAULTS.md'), 'utf8');
    assert.match(table, `| [${kind}](faults/${kind}.md) |`);
  });
}

test.run();
