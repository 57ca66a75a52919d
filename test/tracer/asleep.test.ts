/** Threads that wait and threads that do not. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isAsleep } from '../../src/tracer/asleep.ts';

const test = suite('tracer/asleep');

test('a program that waits for its input is asleep, one that is gone is not', async () => {
  const child = spawn('cat', { stdio: ['pipe', 'pipe', 'ignore'] });
  child.stdin.write('x');
  await once(child.stdout, 'data');
  assert.ok(isAsleep(child.pid ?? -1));
  child.stdin.end();
  await once(child, 'exit');
  assert.not.ok(isAsleep(child.pid ?? -1));
});

test('who asks is awake', () => {
  assert.not.ok(isAsleep(process.pid));
});

test.run();
