/** The process's own streams. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { flush, processTerminal } from '../../src/cli/terminal.ts';
import { OUTPUT } from '../helpers/root.ts';

const test = suite('terminal');

const MODULE = pathToFileURL(join(OUTPUT, 'src', 'cli', 'terminal.js')).href;

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runScript(body: string, env: NodeJS.ProcessEnv, leaveEarly: boolean): Promise<Ended> {
  const script = `import { flush, processTerminal } from '${MODULE}'; ${body}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    if (leaveEarly) {
      child.stdout.destroy();
    }
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

test('flushing streams that work ends', async () => {
  processTerminal();
  await flush();
});

test('a reader that leaves early is no error and does not end the process', async () => {
  const body =
    'const { out, err } = processTerminal(); for (let i = 0; i < 50; i += 1) {' +
    "out.write('x'.repeat(9999)); await new Promise((r) => setTimeout(r, 2)); }" +
    "await flush(); err.write('done'); process.exit(7);";
  const { code, stderr } = await runScript(body, {}, true);
  assert.is(code, 7);
  assert.is(stderr, 'done');
});

const STYLED = "const { out } = processTerminal(); out.write(out.palette.bad('x')); await flush();";

test('a pipe is not coloured unless it is asked for', async () => {
  assert.is((await runScript(STYLED, {}, false)).stdout, 'x');
  assert.is((await runScript(STYLED, { FORCE_COLOR: '1' }, false)).stdout, '\u001b[31mx\u001b[39m');
});

test.run();
