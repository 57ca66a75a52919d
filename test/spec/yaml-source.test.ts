/** What YAML itself refuses, or allows and a spec does not. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { errorOf, refuses } from './refused.ts';

const test = suite('yaml-source');

refuses(test, [
  [
    'a key twice',
    'name: pair',
    'name: pair\nname: trio',
    '3:1',
    'duplicate key "name"',
    'first in line 2',
  ],
  [
    'a key twice in a node',
    '    working_dir: replica',
    '    command: x',
    '11:5',
    'nodes.replica: duplicate key "command"',
    'first in line 10',
  ],
  [
    'a key twice, once in quotes',
    'name: pair',
    'name: pair\n"name": trio',
    '3:1',
    'duplicate key "name"',
    'line 2',
  ],
  [
    'a key twice below x-',
    'name: pair',
    'name: pair\nx-a: { b: 1, b: 2 }',
    '3:14',
    'x-a: duplicate key "b"',
    'line 3',
  ],
  [
    'a placeholder without quotes',
    '"${port.primary.main}"]',
    '${port.primary.main}]',
    '5:32',
    'not valid YAML: ',
    'put text that holds ${...} in quotes',
  ],
  [
    'a tab',
    '    working_dir: replica',
    '\tworking_dir: replica',
    '11:1',
    'not valid YAML: ',
    'indent with blanks',
  ],
  ['a bracket without end', '[./client]', '[./client', '16:1', 'not valid YAML: '],
  [
    'an alias without anchor',
    'LEVEL: debug',
    'LEVEL: *level',
    '6:27',
    'nodes.primary.environment.LEVEL: unknown alias *level',
    '&level must stand before it',
  ],
  [
    'a tag',
    'LEVEL: debug',
    'LEVEL: !env debug',
    '6:27',
    'not valid YAML: Unresolved tag: !env',
    'without a tag',
  ],
  ['a list as a key', 'settle: 1s', '[a]: 1s', '22:1', 'expected plain text as a key'],
  [
    'an alias without anchor as a key',
    'settle: 1s',
    '*a : 1s',
    '22:1',
    'expected plain text as a key',
  ],
  [
    'a mapping with a lost alias as a key',
    'settle: 1s',
    '? { <<: *a }',
    '22:3',
    'expected plain text as a key',
  ],
  [
    'a merge of a text',
    'LEVEL: debug',
    '<<: debug',
    '6:20',
    'nodes.primary.environment: expected "<<" to name a mapping',
    '<<: *base',
  ],
  [
    'a key that objects have of their own',
    'LEVEL: debug',
    '__proto__: debug',
    '6:20',
    'nodes.primary.environment: the key "__proto__" cannot be used',
  ],
  [
    'a second document',
    'settle: 1s',
    'settle: 1s\n---\na: b',
    '23:1',
    'a second YAML document',
    'a file holds one spec',
  ],
]);

for (const [why, text, message] of [
  ['an empty file', '', '1:1: expected a mapping, got nothing'],
  ['a file of comments', '# nothing\n', 'expected a mapping, got nothing'],
  ['a text', 'redis', '1:1: expected a mapping, got a string ("redis")'],
  ['a list', '- a\n', '1:1: expected a mapping, got a list of 1'],
  ['brackets without end', '['.repeat(20_000), 'not valid YAML: '],
  ['aliases that grow without end', 'x-a: &a\n  <<: *a\n  b: 1\n', 'not usable YAML: '],
] as const) {
  test(`${why} is no spec`, () => {
    const error = errorOf(text);
    assert.ok(error.message.includes(message), error.message);
  });
}

test.run();
