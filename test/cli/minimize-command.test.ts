/** `ldfi minimize` before the first run. The rest is in test/system/minimize.test.ts. */
import { suite } from 'uvu';
import { minimizeCommand } from '../../src/cli/minimize-command.ts';
import { refusesForeignNode } from '../helpers/foreign-node.ts';

const test = suite('minimize command');

test('a message of a node that the spec does not have is refused before any run', () =>
  refusesForeignNode(minimizeCommand));

test.run();
