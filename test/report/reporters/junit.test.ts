/** JUnit XML: well-formed whatever is in it, with the counts that CI servers go by. */
import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HuntResult } from '../../../src/model/hunt.ts';
import { junitXml } from '../../../src/report/reporters/junit.ts';
import { anyFinding, FINDING } from '../../helpers/findings.ts';
import { FLAKY, huntView, KNOWN, PASSED, UNDECIDED } from '../../helpers/hunt-views.ts';
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

/**
 * The rules of the schema of Ant's reports, which asks for most, and of the one that Jenkins' xUnit
 * reads by: which elements in which order, which attributes of which type; and counts that add up.
 * Prints what breaks one.
 */
const VALIDATE = `
import re, sys, xml.etree.ElementTree as tree
COUNT, TIME, TEXT = r'[0-9]+', r'[0-9]+(\\.[0-9]+)?', r'(?s).*'
STAMP = r'[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}'
NAME = r'(?s).*\\S.*'
ATTRIBUTES = {
    'testsuites': {}, 'properties': {}, 'system-out': {}, 'system-err': {},
    'testsuite': {
        'name!': NAME, 'package!': TEXT, 'id!': COUNT, 'hostname!': NAME, 'timestamp!': STAMP,
        'tests!': COUNT, 'failures!': COUNT, 'errors!': COUNT, 'skipped': COUNT, 'time!': TIME,
    },
    'testcase': {'name!': TEXT, 'classname!': TEXT, 'time!': TIME},
    'failure': {'type!': TEXT, 'message': TEXT}, 'error': {'type!': TEXT, 'message': TEXT},
    'skipped': {'message': TEXT},
}
CHILDREN = {
    'testsuites': '(testsuite )*', 'testsuite': 'properties (testcase )*system-out system-err ',
    'testcase': '(skipped |failure |error )?',
}
def check(node):
    known = ATTRIBUTES.get(node.tag)
    if known is None:
        return print('element', node.tag)
    types = {name.rstrip('!'): pattern for name, pattern in known.items()}
    for name, value in node.attrib.items():
        if not re.fullmatch(types.get(name, '(?!)'), value):
            print('attribute', node.tag, name, value)
    for name in known:
        if name.endswith('!') and not node.get(name[:-1]):
            print('missing', node.tag, name)
    inside = ''.join(child.tag + ' ' for child in node)
    if not re.fullmatch(CHILDREN.get(node.tag, ''), inside):
        print('children', node.tag, inside)
    for child in node:
        check(child)
    if node.tag == 'testsuite':
        kinds = {'tests': 'testcase', 'failures': 'failure', 'errors': 'error'}
        kinds['skipped'] = 'skipped'
        for name, tag in kinds.items():
            if int(node.get(name)) != len(list(node.iter(tag))):
                print('count', node.tag, name)
for text in sys.stdin.buffer.read().split(b'\\0'):
    root = tree.fromstring(text)
    if root.tag != 'testsuites':
        print('root', root.tag)
    check(root)
`;

const named = fc.string({ unit: 'binary', minLength: 1 }).filter((name) => /\S/.test(name));

function violations(documents: readonly string[]): string {
  const input = documents.join('\0');
  const ended = spawnSync('python3', ['-c', VALIDATE], { input, encoding: 'utf8' });
  assert.is(ended.status, 0, ended.stderr);
  return ended.stdout;
}

test('whatever a hunt came to, it is valid by the schema of CI servers', () => {
  const known = { ...huntView(), known: KNOWN };
  const views = [{}, PASSED, UNDECIDED, { ...UNDECIDED, flaky: FLAKY }].map(huntView);
  const odd = fc.sample(fc.tuple(anyFinding, named), 100);
  const any = odd.map(([finding, spec]) => ({ ...huntView({ findings: [finding] }), spec }));
  const all = [...views, known, { ...known, ...huntView(PASSED) }, ...any];
  assert.is(violations(all.map(junitXml)), '');
});

test('and what is not valid would be seen', () => {
  const whole = junitXml(huntView());
  for (const [from, to, seen] of [
    ['failures="1"', 'failures="2"', 'count testsuite failures'],
    ['</failure>', '</failure><skipped/>', 'children testcase failure skipped'],
    ['time="30.000"', 'time="soon"', 'attribute testsuite time soon'],
    ['hostname=', 'host=', 'missing testsuite hostname!'],
    ['<properties/>', '', 'children testsuite testcase'],
    ['classname=', 'class=', 'missing testcase classname!'],
  ] as const) {
    assert.ok(whole.includes(from), from);
    assert.match(violations([whole.replace(from, to)]), seen);
  }
});

test('what is known has a case of its own, and is not told a second time', () => {
  const input = junitXml({ ...huntView(), known: KNOWN });
  const names = [...input.matchAll(/<testcase [^>]*name="([^"]*)"/g)].map(([, name]) => name);
  assert.equal(names, ['known finding 1a2b3c4d', 'known finding k1', 'known finding k2']);
  assert.match(input, /<testsuite [^>]*failures="1" errors="0" skipped="1"/);
  const [, out] = /<system-out>(.*)<\/system-out>/s.exec(input) ?? [];
  assert.match(
    out ?? '',
    /^known finding k1\nno longer fails: /,
    'what passed is told by the suite',
  );
});

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
