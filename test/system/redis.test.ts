/** Debian's redis-server, hunted for real. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeScratch } from '../helpers/scratch.ts';
import { assertFound, hunt, resultsOf } from '../helpers/shipped.ts';

const test = suite('shipped redis');

test('redis loses an acknowledged write to one cut and one crash', async () => {
  const folder = makeScratch();
  const end = await hunt('redis-failover/redis-failover.yaml', folder);
  const results = resultsOf(folder, 'redis-failover');
  assertFound(end, results, [
    'primary→replica "SET k1"#1: cut',
    'primary: crash after primary→client "+OK"#1',
  ]);
  assert.ok((results.experimentsToViolation ?? 81) <= 80);
});

test('redis with WAIT stands any single fault, with a certificate', async () => {
  const folder = makeScratch();
  const end = await hunt('redis-failover/redis-wait.yaml', folder, '--max-faults', '1');
  assert.is(end.code, 0, end.err + end.out);
  assert.is(resultsOf(folder, 'redis-wait').certificate?.violated, 0);
});

test.run();
