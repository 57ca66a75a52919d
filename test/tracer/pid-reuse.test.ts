/** Pids that come round again while the ends of their former bearers are still being told. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { OUTPUT } from '../helpers/root.ts';

const test = suite('tracer/pid-reuse');

/** Where pids can be chosen without disturbing anybody. Needs root, or user namespaces. */
const NAMESPACE: readonly string[] = [
  ...(process.getuid?.() === 0 ? [] : ['--map-root-user']),
  ...['--pid', '--fork', '--mount-proc', '--kill-child'],
];

test('a thousand short processes with the same pids: nothing is lost or mixed up', () => {
  const program = [process.execPath, join(OUTPUT, 'test/tracer/pid-reuse-play.js'), '500'];
  const { status, stderr, error } = spawnSync('unshare', [...NAMESPACE, ...program], {
    encoding: 'utf8',
  });
  assert.is(error, undefined);
  assert.is(status, 0, stderr);
});

test.run();
