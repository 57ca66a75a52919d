/** `ldfi explain` before the first run. The rest is in test/system/explain.test.ts. */
import { suite } from 'uvu';
import { explainCommand } from '../../src/cli/explain-command.ts';
import { refusesForeignNode } from '../helpers/foreign-node.ts';

const test = suite('explain command');

test('a message of a node that the spec does not have is refused before any run', () =>
  refusesForeignNode(explainCommand));

test.run();
