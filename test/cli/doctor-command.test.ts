/** The doctor's exit code says what its table says. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { doctorCommand } from '../../src/cli/doctor-command.ts';
import { EXIT } from '../../src/model/errors.ts';
import { fakeTerminal } from '../helpers/fake-terminal.ts';

const test = suite('doctor command');

test('a host that can trace is a success, one that cannot is told by its own code', async () => {
  const { terminal, out, err } = fakeTerminal();
  const code = await doctorCommand(terminal);
  assert.is(code, out().includes('This host can trace') ? EXIT.exhausted : EXIT.cannotTrace);
  assert.is(err(), '');
});

test.run();
