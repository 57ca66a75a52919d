/** What a runner process is started with, and what its programs see of that. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { hideTunables, withTunables } from '../../src/runner/memory.ts';

const test = suite('runner/memory');

for (const own of [{}, { GLIBC_TUNABLES: 'glibc.malloc.check=3' }]) {
  test(`programs see the environment as it was: ${JSON.stringify(own)}`, () => {
    const environment = withTunables({ PATH: '/bin', ...own });
    assert.match(environment['GLIBC_TUNABLES'] ?? '', 'glibc.malloc.hugetlb=1');
    hideTunables(environment);
    assert.equal(environment, { PATH: '/bin', ...own });
  });
}

test('what others have set stays where nothing was added', () => {
  const environment = { GLIBC_TUNABLES: 'glibc.malloc.check=3' };
  hideTunables(environment);
  assert.equal(environment, { GLIBC_TUNABLES: 'glibc.malloc.check=3' });
});

test.run();
