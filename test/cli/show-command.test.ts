/** `ldfi show`: a finding told again, from its files alone. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { showCommand } from '../../src/cli/show-command.ts';
import { openSession, saveFinding } from '../../src/corpus/session.ts';
import { UsageError } from '../../src/model/errors.ts';
import { fakeTerminal } from '../helpers/fake-terminal.ts';
import { FINDING } from '../helpers/findings.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('show command');

test('it is told whole, with its page if there is one, though its spec is gone', () => {
  const store = join(makeScratch(), 'store');
  const session = openSession(store, 'mailbox', new Date(0), 1);
  const logs = makeScratch();
  const { file } = saveFinding(session, { ...FINDING, logs }, '/gone.yaml', undefined);
  const show = (json: boolean): string => {
    const { terminal, out } = fakeTerminal();
    assert.is(showCommand({ finding: '1a2b', store, json }, terminal), 0);
    return out();
  };
  assert.match(show(false), 'violated: entry 1 is lost');
  assert.match(show(false), `npx ldfi replay 1a2b3c4d --store ${store}`);
  assert.not.match(show(false), 'report.html');
  writeFileSync(join(dirname(file), 'report.html'), '');
  assert.match(show(false), `${dirname(file)}/report.html`);
  assert.is(JSON.parse(show(true)).id, '1a2b3c4d');
});

test('one that is not there is refused', () => {
  const { terminal } = fakeTerminal();
  const ask = () => showCommand({ finding: 'x', store: makeScratch(), json: false }, terminal);
  assert.throws(ask, (error: unknown) => error instanceof UsageError);
});

test.run();
