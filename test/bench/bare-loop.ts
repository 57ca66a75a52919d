/** The engine driven by C alone: the stops of a traced run without TypeScript. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allotPort } from '../../src/runner/ports.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { timed } from './cpu-time.ts';
import { type Cast, ONE, type Traced } from './stage.ts';

export const compileBareLoop = (): string => {
  const program = join(makeScratch(), 'bare-loop');
  const native = join(ROOT, 'native');
  const sources = readdirSync(native).filter((name) => name.endsWith('.c'));
  const { status, stderr } = spawnSync(
    'cc',
    [
      ...['-std=gnu17', '-O2', '-pthread', '-I', native, '-o', program],
      join(ROOT, 'test/fixtures/bench/bare-loop.c'),
      ...sources.map((name) => join(native, name)),
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) {
    throw new Error(`cc failed: ${stderr}`);
  }
  return program;
};

export const playBare = async (program: string, cast: Cast): Promise<Traced> => {
  const [outcome, { cpuSeconds }] = await timed(() => runBare(program, cast), false);
  return { ...outcome, cpuSeconds };
};

const runBare = async (program: string, { server, client }: Cast) => {
  const port = await allotPort();
  const words = [...server, '--', ...client].map((word) => word.replaceAll('%port', `${port}`));
  const out = join(makeScratch(), 'client');
  const child = spawn(program, [ONE, out, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  const [stops = 0, tracerUs = 0] = Buffer.concat(chunks).toString('utf8').split(' ').map(Number);
  return { text: readFileSync(out, 'utf8'), stops, tracerSeconds: tracerUs / 1e6 };
};
