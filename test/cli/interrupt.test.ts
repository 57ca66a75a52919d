/** The first signal asks, the second ends. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { listenForInterrupts } from '../../src/cli/interrupt.ts';
import { OUTPUT } from '../helpers/root.ts';

const test = suite('interrupt');

test('the first signal aborts and is told once', () => {
  const told: string[] = [];
  const interrupts = listenForInterrupts((signal) => told.push(signal));
  process.emit('SIGTERM', 'SIGTERM');
  interrupts.dispose();
  assert.ok(interrupts.signal.aborted);
  assert.is(interrupts.came(), 'SIGTERM');
  assert.equal(told, ['SIGTERM']);
});

test('the echo of a signal, to the process and to its group, is no second one', () => {
  const told: string[] = [];
  const interrupts = listenForInterrupts((signal) => told.push(signal), 60_000);
  process.emit('SIGTERM', 'SIGTERM');
  process.emit('SIGTERM', 'SIGTERM');
  interrupts.dispose();
  assert.equal(told, ['SIGTERM']);
});

test('without a signal nothing came, and nothing listens after the end', () => {
  const before = process.listenerCount('SIGINT');
  const interrupts = listenForInterrupts(() => undefined);
  assert.is(interrupts.came(), undefined);
  interrupts.dispose();
  assert.is(process.listenerCount('SIGINT'), before);
});

test('the second signal ends a command that does not stop', async () => {
  const module = pathToFileURL(join(OUTPUT, 'src', 'cli', 'interrupt.js')).href;
  const script =
    `import { listenForInterrupts } from '${module}';` +
    `listenForInterrupts(() => process.stdout.write('first'), 0);` +
    `setInterval(() => {}, 1000); process.stdout.write('ready');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const code = new Promise((resolve) => child.on('close', resolve));
  child.stdout.on('data', () => child.kill('SIGINT'));
  assert.is(await code, 130);
});

test.run();
