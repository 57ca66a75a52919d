/** Unknown keys, missing keys, and values of the wrong type: what is said of them, and where. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GOOD_SPEC } from './good-spec.ts';
import { broken, errorOf, refuses } from './refused.ts';

const test = suite('shape-problems');

refuses(test, [
  [
    'an unknown key at the top',
    'settle: 1s',
    'setle: 1s',
    '22:1',
    'unknown key "setle"',
    'mean "settle"?',
  ],
  [
    'an unknown key in a node',
    'command: [server',
    'comand: [server',
    '5:5',
    'nodes.primary: unknown key "comand"',
    'mean "command"?',
  ],
  [
    'an unknown key by prefix',
    'environment: {',
    'env: {',
    '6:5',
    'nodes.primary: unknown key "env"',
    'mean "environment"?',
  ],
  [
    'an unknown key like no other',
    'working_dir: replica',
    'image: replica',
    '11:5',
    'nodes.replica: unknown key "image"',
    'allowed are command, environment, working_dir, ports',
  ],
  [
    'an unknown key in a condition',
    'timeout: 5s',
    'timout: 5s',
    '8:28',
    'nodes.primary.ready: unknown key "timout"',
    'mean "timeout"?',
  ],
  [
    'node in a condition of a node',
    'timeout: 5s',
    'node: primary',
    '8:28',
    'nodes.primary.ready: unknown key "node"',
    'allowed are listen, log, timeout',
  ],
  [
    'an unknown key in the bounds',
    'max_faults',
    'max_fault',
    '20:13',
    'faults.bounds: unknown key "max_fault"',
    'mean "max_faults"?',
  ],
  [
    'an unknown key in an item of a list',
    'node: replica, log',
    'nod: replica, log',
    '13:7',
    'ready[0]: unknown key "nod"',
    'mean "node"?',
  ],
  [
    'a program has no ports',
    'command: [./client]',
    'command: [./client]\n  ports: {}',
    '16:3',
    'workload: unknown key "ports"',
    'allowed are',
  ],
  ['a number', 'settle: 1s', '5: 1s', '22:1', 'unknown key "5"', 'allowed are version, name'],
  ['the empty key', 'settle: 1s', ': 1s', '22:1', 'unknown key ""', 'allowed are'],
]);

refuses(test, [
  ['a spec without the version', 'version: 1\n', '', '1:1', 'missing key "version"', 'version: 1'],
  ['a spec without the name', 'name: pair\n', '', '1:1', 'missing key "name"', 'name: my-system'],
  [
    'a spec without the workload',
    'workload:\n  command: [./client]\n',
    '',
    '1:1',
    'missing key "workload"',
    'workload: {',
  ],
  [
    'a spec without the invariant',
    'invariant:\n  command: [./check, "${run}"]\n',
    '',
    '1:1',
    'missing key "invariant"',
    'invariant: {',
  ],
  [
    'a spec without the command of a node',
    '    command: server --of "${port.primary.main}"\n',
    '',
    '9:3',
    'nodes.replica: missing key "command"',
    'for example: command: [',
  ],
  [
    'a spec without the command of the workload',
    '  command: [./client]\n',
    '  timeout: 1s\n',
    '14:1',
    'workload: missing key "command"',
    'for example',
  ],
  [
    'a spec without the node of a condition',
    'node: replica, ',
    '',
    '13:5',
    'ready[0]: missing key "node"',
    'node: primary',
  ],
]);

refuses(test, [
  [
    'a number as a command',
    '[./client]',
    '42',
    '15:12',
    'workload.command: expected a list of strings or a string, got a number (42)',
  ],
  [
    'a mapping as a command',
    '[./client]',
    '{ a: b }',
    '15:12',
    'workload.command: expected a list of strings or a string, got a mapping',
  ],
  [
    'an empty list as a command',
    '[./client]',
    '[]',
    '15:12',
    'workload.command: expected a list of strings or a string, got an empty list',
  ],
  [
    'no value as a command',
    '[./client]',
    '',
    '15:12',
    'workload.command: expected a list of strings or a string, got nothing',
    'leave the key out',
  ],
  [
    'a number in a command',
    '--port, ',
    '42, ',
    '5:23',
    'nodes.primary.command[1]: expected a string without NUL, got a number (42)',
    'put it in quotes: "42"',
  ],
  [
    'a list in a command',
    '--port, ',
    '[a], ',
    '5:23',
    'nodes.primary.command[1]: expected a string without NUL, got a list of 1',
  ],
  [
    'NUL in a command',
    '--port, ',
    '"a\\0b", ',
    '5:23',
    'nodes.primary.command[1]: expected a string without NUL, got a string ("a\\u0000b")',
  ],
  [
    'a list as an environment',
    '{ LEVEL: debug }',
    '[LEVEL=debug]',
    '6:18',
    'nodes.primary.environment: expected a mapping of variables to values, got a list of 1',
  ],
  [
    'a list as a variable',
    'LEVEL: debug',
    'LEVEL: [debug]',
    '6:27',
    'nodes.primary.environment.LEVEL: expected a string, a number or a boolean, got a list of 1',
  ],
  [
    'null as a variable',
    'LEVEL: debug',
    'LEVEL: ~',
    '6:27',
    'nodes.primary.environment.LEVEL: expected a string, a number or a boolean, got nothing',
  ],
  [
    'a variable that is no number',
    'LEVEL: debug',
    'LEVEL: .nan',
    '6:27',
    'nodes.primary.environment.LEVEL: expected a string, a number or a boolean, got a number (NaN)',
  ],
  [
    '= in the name of a variable',
    'LEVEL: debug',
    'A=B: debug',
    '6:20',
    'nodes.primary.environment: expected the name of a variable, got "A=B"',
  ],
  [
    'a text as ports',
    '{ main: auto, admin: 7000 }',
    'auto',
    '7:12',
    'ports: expected a mapping of port names to auto or a number, got a string ("auto")',
  ],
  [
    'a word as a port',
    'admin: 7000',
    'admin: any',
    '7:33',
    'ports.admin: expected auto or a port number from 1 to 65535, got a string ("any")',
  ],
  [
    'a text as a node',
    'replica:\n',
    'third: server\n  replica:\n',
    '9:10',
    'nodes.third: expected a mapping, got a string ("server")',
  ],
  [
    'a list as a duration',
    'settle: 1s',
    'settle: [1]',
    '22:9',
    'settle: expected a duration such as',
    'one unit of ms, s, m, h',
  ],
  [
    'a condition as a text',
    '{ listen: main, timeout: 5s }',
    'main',
    '8:12',
    'nodes.primary.ready: expected a condition or a list of conditions, got a string ("main")',
    '{ listen: redis }',
  ],
  [
    'a condition in a list as a text',
    '{ listen: main, timeout: 5s }',
    '[main]',
    '8:13',
    'nodes.primary.ready[0]: expected a mapping, got a string ("main")',
  ],
  [
    'a number as a name',
    'name: pair',
    'name: 7',
    '2:7',
    'name: expected a name of a-z, 0-9 and -, got a number (7)',
    'put it in quotes: "7"',
  ],
  [
    'a text as the version',
    'version: 1',
    'version: "1"',
    '1:10',
    'version: expected 1, got a string ("1")',
    'reads version 1',
  ],
  [
    'a text as the confirmation',
    '{ runs: 5, threshold: 4 }',
    '5',
    '21:10',
    'confirm: expected a mapping, got a number (5)',
  ],
]);

test('no nodes is too few', () => {
  const error = errorOf(GOOD_SPEC.replace(/nodes:\n(?: .*\n)+/, 'nodes: {}\n'));
  assert.is(
    error.message,
    'spec.yaml:3:8: nodes: expected at least one node, got an empty mapping',
  );
});

test('a misspelt key is not called missing as well', () => {
  const error = errorOf(broken('command: [server', 'comand: [server'));
  assert.is(error.detail, undefined);
});

test.run();
