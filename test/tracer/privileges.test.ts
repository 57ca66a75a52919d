/** Programs that need rights which a tracer without them cannot grant. */
import { existsSync, realpathSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { givesRights, rightsLost } from '../../src/tracer/privileges.ts';
import { play } from './play.ts';

const test = suite('tracer/privileges');

test('setuid and setgid of others give rights, of oneself they do not', () => {
  assert.ok(givesRights({ mode: 0o104755, uid: 0, gid: 0 }, 1000, 1000));
  assert.not.ok(givesRights({ mode: 0o104755, uid: 1000, gid: 0 }, 1000, 1000));
  assert.ok(givesRights({ mode: 0o102755, uid: 0, gid: 42 }, 1000, 1000));
  assert.not.ok(givesRights({ mode: 0o102755, uid: 0, gid: 1000 }, 1000, 1000));
  assert.not.ok(givesRights({ mode: 0o100755, uid: 0, gid: 0 }, 1000, 1000));
});

test('a group bit without the right to execute is a lock, not a right', () => {
  assert.not.ok(givesRights({ mode: 0o102744, uid: 0, gid: 42 }, 1000, 1000));
});

test('root loses none, plain programs have none, and who is gone tells nothing', () => {
  assert.is(rightsLost(process.pid, 0, 0), undefined);
  assert.is(rightsLost(process.pid, 1000, 1000), undefined);
  assert.is(rightsLost(999_999_999, 1000, 1000), undefined);
});

// Of a user who is nobody, this test runs in test/native/nobody too.
if (existsSync('/bin/su')) {
  test('a setuid program is named when it runs without the rights of its owner', async () => {
    const traced = await play({ c: ['--version'] }, { program: '/bin/su' });
    const name = realpathSync('/bin/su');
    assert.equal(
      traced.unfollowed,
      process.getuid?.() === 0
        ? []
        : [`c runs ${name} without the rights of its owner: for that, ldfi must run as root`],
    );
  });
}

test.run();
