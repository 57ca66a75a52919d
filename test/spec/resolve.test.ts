/** What needs two places of the file: names that must exist, and texts that must mean something. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSpec } from '../../src/spec/load-spec.ts';
import { broken, errorOf, refuses } from './refused.ts';

const test = suite('resolve');

refuses(test, [
  [
    'a port that is not declared',
    'listen: main',
    'listen: mian',
    '8:22',
    'nodes.primary.ready.listen: node "primary" has no port "mian"',
    'mean "main"?',
  ],
  [
    'a port of a node without ports',
    'log: "copied .* keys"',
    'listen: x',
    '13:30',
    'ready[0].listen: node "replica" has no port "x"',
    'declare it: ports: { x: auto }',
  ],
  [
    'a node that is not declared',
    'node: replica',
    'node: replcia',
    '13:13',
    'ready[0].node: there is no node "replcia"',
    'mean "replica"?',
  ],
  [
    'a node like no other',
    'node: replica',
    'node: zzz',
    '13:13',
    'ready[0].node: there is no node "zzz"',
    'the nodes are primary, replica',
  ],
  [
    'a node called as a member of every object',
    'node: replica',
    'node: constructor',
    '13:13',
    'there is no node "constructor"',
    'the nodes are',
  ],
  [
    'an expression that does not compile',
    '"copied .* keys"',
    '"copied (keys"',
    '13:27',
    'ready[0].log: expected a regular expression, got "copied (keys": Unterminated group',
    'backslash',
  ],
  [
    'a placeholder in an expression',
    '"copied .* keys"',
    '"from ${name}"',
    '13:27',
    'ready[0].log: placeholders are not filled in here',
  ],
  [
    'a placeholder in a working directory',
    'working_dir: replica',
    'working_dir: "${dir}"',
    '11:18',
    'nodes.replica.working_dir: placeholders are not filled in here',
    'relative to',
  ],
  [
    'a placeholder in a list',
    '"${port.primary.main}"]',
    '"${port.primary.mian}"]',
    '5:31',
    'nodes.primary.command[2]: unknown placeholder ${port.primary.mian}',
    'mean "${port.primary.main}"?',
  ],
  [
    'a placeholder in a line',
    'server --of "${port.primary.main}"',
    'server --of ${port.replica.x}',
    '10:14',
    'nodes.replica.command: unknown placeholder ${port.replica.x}',
    'known are ${dir}, ${run}, ${spec}, ${name}, ${port.primary.main}, ${port.primary.admin}',
  ],
  [
    'a placeholder in a variable',
    'LEVEL: debug',
    'LEVEL: "${HOME}"',
    '6:27',
    'nodes.primary.environment.LEVEL: unknown placeholder ${HOME}',
    'written $${',
  ],
  [
    'a placeholder of the workload',
    '[./client]',
    '[./client, "${nam}"]',
    '15:23',
    'workload.command[1]: unknown placeholder ${nam}',
    'mean "${name}"?',
  ],
  [
    'a placeholder of the invariant',
    '"${run}"',
    '"${ran}"',
    '17:22',
    'invariant.command[1]: unknown placeholder ${ran}',
    'mean "${run}"?',
  ],
  [
    'a placeholder without end',
    '"${run}"',
    '"${run"',
    '17:22',
    'invariant.command[1]: "${" without "}" in "${run"',
    'written $${',
  ],
  [
    'a quote without end',
    'server --of "${port.primary.main}"',
    `server 'a`,
    '10:14',
    "nodes.replica.command: no closing '",
    'close the quote',
  ],
  [
    'a pipe',
    'server --of "${port.primary.main}"',
    'server | tee log',
    '10:14',
    'nodes.replica.command: "|" needs a shell, and none is run',
    '[sh, -c, "..."]',
  ],
  [
    'a command of blanks',
    'server --of "${port.primary.main}"',
    '"  "',
    '10:14',
    'nodes.replica.command: expected the name of a program, got nothing',
  ],
  [
    'a program without a name',
    '[./client]',
    '["", a]',
    '15:13',
    'workload.command[0]: expected the name of a program, got nothing',
  ],
]);

test('problems that need two places of the file are all found at once', () => {
  const text = broken('listen: main', 'listen: mian').replace('threshold: 4', 'threshold: 6');
  const error = errorOf(text);
  assert.is(error.where, 'spec.yaml:8:22');
  assert.ok(error.detail?.startsWith('spec.yaml:21:32: confirm.threshold'), error.detail);
});

test('places of faults are looked up, and links are written one way', () => {
  const text = broken('kinds: [cut, crash]', 'only: [replica, "primary -> client"]');
  assert.equal(parseSpec(text, 'spec.yaml').faults.bounds.only, ['replica', 'primary→client']);
  const wrong = errorOf(broken('kinds: [cut, crash]', 'except: ["primary->replcia"]'));
  assert.is(wrong.where, 'spec.yaml:19:12');
  assert.match(wrong.message, 'faults.except[0]: there is no node "replcia"');
  const none = errorOf(broken('kinds: [cut, crash]', 'only: ["primary→"]'));
  assert.match(none.message, 'expected a node or a link');
});

test('the size of a workload has a least value, and a variable of its own', () => {
  const sized = (size: string) => broken('workload:', `workload:\n  size: ${size}`);
  const { size } = parseSpec(sized('{ variable: KEYS, from: 8 }'), 'spec.yaml').workload;
  assert.equal(size, { variable: 'KEYS', from: 8, least: 1 });
  const less = errorOf(sized('{ variable: KEYS, from: 8, least: 9 }'));
  assert.match(less.message, 'workload.size.least: expected at most 8, got 9');
  const twice = errorOf(
    broken(
      'workload:',
      'workload:\n  size: { variable: KEYS, from: 8 }\n  environment: { KEYS: 9 }',
    ),
  );
  assert.match(twice.message, '"KEYS" is in the environment of the workload already');
});

test('the event after which no fault fires keeps its place in the file', () => {
  const line = `until: 'client→primary "X"#1 received'`;
  const { until } = parseSpec(broken('kinds: [cut, crash]', line), 'spec.yaml').faults;
  const text = 'client→primary "X"#1 received';
  assert.equal(until, { text, source: 'spec.yaml', line: 19, column: 11 });
});

test.run();
