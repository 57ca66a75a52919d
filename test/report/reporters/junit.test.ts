/** JUnit XML: well-formed whatever is in it, with the counts that CI servers go by. */
import { spawnSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HuntResult } from '../../../src/model/hunt.ts';
import { junitXml } from '../../../src/report/reporters/junit.ts';
import { FINDING } from '../../helpers/findings.ts';
import { FLAKY, huntView, PASSED, UNDECIDED } from '../../helpers/hunt-views.ts';
import { HOSTILE } from '../../helpers/recordings.ts';

const test = suite('junit');

/** Read by another program: elements below the suite, as `tag name type message`. */
const READ = `
import sys, xml.dom.minidom
root = xml.dom.minidom.parse(sys.stdin).documentElement
suite = root.getElementsByTagName('testsuite')[0]
counts = 'tests failures errors skipped time timestamp'
print(*[suite.getAttribute(name) for name in counts.split()])
for case in suite.getElementsByTagName('testcase'):
    inside = [n for n in case.childNodes if n.nodeType == n.ELEMENT_NODE]
    words = [[n.tagName, n.getAttribute('type'), n.getAttribute('message')] for n in inside]
    print(case.getAttribute('name'), '|', *[' '.join(w) for w in words])
`;

function read(change: Partial<HuntResult>): readonly string[] {
  const input = junitXml(huntView(change));
  const { status, stdout, stderr } = spawnSync('python3', ['-c', READ], {
    input,
    encoding: 'utf8',
  });
  assert.is(status, 0, stderr);
  return stdout.trimEnd().split('\n');
}

test('a finding is a failed case', () => {
  assert.equal(read({}), [
    '1 1 0 0 30.000 2026-01-31T23:59:59',
    'finding 1a2b3c4d | failure violated entry 1 is lost',
  ]);
  assert.match(junitXml(huntView()), 'replay  npx ldfi replay 1a2b3c4d');
});

test('without a finding one case passes, or is an error when nothing could be decided', () => {
  const name = 'no fault set within the bounds breaks the invariant';
  assert.equal(read(PASSED), ['1 0 0 0 30.000 2026-01-31T23:59:59', `${name} |`]);
  const undecided = read(UNDECIDED);
  assert.equal(undecided, [
    '1 0 1 0 30.000 2026-01-31T23:59:59',
    `${name} | error inconclusive too late`,
  ]);
});

test('what did not confirm is skipped', () => {
  const [counts, , flaky = ''] = read({ ...UNDECIDED, flaky: FLAKY });
  assert.match(counts ?? '', /^2 0 1 1 /);
  assert.match(flaky, /^not confirmed: .* \| skipped {2}violated in 2\/5 runs/);
});

test('whatever a program said, it stays well-formed', () => {
  const reason = `${HOSTILE}\u0000\u001b[31m\ud800\ufffe`;
  const [, failed = ''] = read({ findings: [{ ...FINDING, reason, chain: [reason] }] });
  assert.match(failed, HOSTILE);
});

test.run();
