/** Lines that some run of a hunt must have. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { seenIn } from '../../src/runner/sometimes.ts';
import { node } from './actors.ts';

const test = suite('runner/sometimes');

const LOGS: Readonly<Record<string, string>> = {
  a: 'started\nbecame leader\n',
  b: 'started\n',
  'client.1': 'retried\n',
};

const seen = (...sometimes: Parameters<typeof seenIn>[0]['sometimes'] & object) =>
  seenIn(
    { nodes: ['a', 'b'].map((name) => node('/', name)), sometimes },
    ['client.1', 'client.2'],
    (name) => LOGS[name] ?? '',
  );

test('each line is looked for in the log that it is about, or in all', () => {
  assert.equal(seen({ match: 'leader$' }, { match: 'leader', node: 'b' }), [0]);
  assert.equal(seen({ match: '^leader' }, { match: '^started$', node: 'b' }), [1]);
});

test('the client of a workload is each of its copies', () => {
  assert.equal(seen({ match: 'retried', node: 'client' }, { match: 'retried' }), [0, 1]);
  assert.equal(seen({ match: 'leader', node: 'client' }), []);
});

test.run();
