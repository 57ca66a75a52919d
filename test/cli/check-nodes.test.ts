/** A finding is of no use with a spec that has not its nodes. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkNodes } from '../../src/cli/check-nodes.ts';
import { SpecError } from '../../src/model/errors.ts';
import { parseSpec } from '../../src/spec/load-spec.ts';
import { FINDING } from '../helpers/findings.ts';

const test = suite('check nodes');

const specWith = (...nodes: readonly string[]) =>
  parseSpec(
    `version: 1
name: mailbox
nodes:
${nodes.map((node) => `  ${node}: { command: ['true'] }`).join('\n')}
workload: { command: ['true'] }
invariant: { command: ['true'] }
`,
    '/mailbox.yaml',
  );

test('with all its nodes it is fine', () => {
  checkNodes({ finding: FINDING, file: '/finding.json' }, specWith('primary', 'backup'));
});

test('a node that is missing is named, with those that are there', () => {
  const check = () => checkNodes({ finding: FINDING, file: '/f.json' }, specWith('primary', 'b'));
  assert.throws(
    check,
    (error: unknown) =>
      error instanceof SpecError &&
      /"backup", which \/mailbox.yaml does not have/.test(error.message) &&
      error.hint === 'its nodes are primary, b',
  );
});

test.run();
