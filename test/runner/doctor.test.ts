import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkHost } from '../../src/runner/doctor.ts';

const test = suite('doctor');

test('a host on which the tests run can trace', async () => {
  const checks = await checkHost();
  assert.equal(
    checks.filter((check) => check.fatal && !check.ok),
    [],
  );
  const tracing = checks.find(({ name }) => name === 'tracing');
  assert.match(tracing?.detail ?? '', /traced a program with a seccomp filter: \d+ stops/);
});

test.run();
