/**
 * What a traced call costs: round trips over one TCP connection between two processes on one
 * processor, untraced, under ldfi and (where it is installed) under strace, by turns. Prints
 * medians and ratios; nothing here can fail for being slow.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { realClock } from '../../src/runner/clock.ts';
import { allowedCpus } from '../../src/runner/cpus.ts';
import { allotPort } from '../../src/runner/ports.ts';
import { createPump } from '../../src/runner/pump.ts';
import { type Engine, openEngine } from '../../src/tracer/engine.ts';
import { PASSIVE } from '../../src/tracer/interposer.ts';
import { Tracer } from '../../src/tracer/tracer.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';

const ROUNDS = 7;
const TRIPS = 3000;
/** send and recv, on either side. */
const CALLS = TRIPS * 4;
const STRACE = [
  'strace',
  '-f',
  '--seccomp-bpf',
  '-e',
  'trace=network,read,write',
  '-o',
  '/dev/null',
];

interface Sample {
  readonly usPerCall: number;
  readonly stops?: number;
}

const folder = makeScratch();
const program = join(folder, 'ping-pong');
const cpu = String(allowedCpus().at(-1) ?? 0);

function compile(): void {
  const source = join(ROOT, 'test/fixtures/bench/ping-pong.c');
  const { status, stderr } = spawnSync('cc', ['-O2', '-o', program, source], { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`cc failed: ${stderr}`);
  }
}

const pinned = (wrapper: readonly string[], args: readonly string[]): ChildProcess =>
  spawn('taskset', ['-c', cpu, ...wrapper, program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** Both sides as plain child processes, each behind `wrapper`. */
async function outside(wrapper: readonly string[]): Promise<Sample> {
  const port = String(await allotPort());
  const server = pinned(wrapper, ['serve', port]);
  if (server.stdout !== null) {
    await once(server.stdout, 'data');
  }
  const client = pinned(wrapper, ['ask', port, String(TRIPS)]);
  let text = '';
  client.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  await Promise.all([once(client, 'close'), once(server, 'close')]);
  return { usPerCall: Number(text) / 1000 / CALLS };
}

/** Both sides as nodes under the tracer, with nothing to inject. */
async function traced(engine: Engine): Promise<Sample> {
  const port = await allotPort();
  const portOwners = new Map([[port, 'server']]);
  const tracer = new Tracer({ engine, interposer: PASSIVE, framers: new Map(), portOwners });
  const pump = createPump(engine, tracer, realClock(engine));
  const deadline = engine.now() + 60e9;
  const start = (node: string, args: readonly string[]): void => {
    const argv = [program, ...args];
    const outputFile = join(folder, `${node}-${port}`);
    tracer.start(node, { file: program, argv, environment: {}, directory: '/', outputFile });
  };
  start('server', ['serve', String(port)]);
  await pump.until(() => tracer.isListening('server', port), deadline);
  start('client', ['ask', String(port), String(TRIPS)]);
  const isOver = (): boolean => !tracer.isAlive('client') && !tracer.isAlive('server');
  await pump.until(isOver, deadline);
  const ns = Number(readFileSync(join(folder, `client-${port}`), 'utf8'));
  return { usPerCall: ns / 1000 / CALLS, stops: tracer.stops };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function main(): Promise<void> {
  compile();
  const engine = openEngine();
  engine.pin(Number(cpu));
  Tracer.subscribe(engine);
  const hasStrace = spawnSync('strace', ['-V']).status === 0;
  const arms: readonly (readonly [string, () => Promise<Sample>])[] = [
    ['untraced', () => outside([])],
    ['ldfi', () => traced(engine)],
    ...(hasStrace ? ([['strace -f --seccomp-bpf', () => outside(STRACE)]] as const) : []),
  ];
  const samples = new Map<string, Sample[]>(arms.map(([name]) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, run] of arms) {
      samples.get(name)?.push(await run());
    }
  }
  engine.close();
  const medians = new Map(
    [...samples].map(([name, list]) => [name, median(list.map((one) => one.usPerCall))]),
  );
  const bare = medians.get('untraced') ?? Number.NaN;
  console.log(`${TRIPS} round trips, one processor, medians of ${ROUNDS} interleaved rounds`);
  for (const [name, us] of medians) {
    const ratio = `${(us / bare).toFixed(1)}x`.padStart(7);
    console.log(`${name.padEnd(26)} ${us.toFixed(2).padStart(8)} µs a call ${ratio}`);
  }
  const stops = median((samples.get('ldfi') ?? []).map((one) => one.stops ?? 0));
  const perStop = (((medians.get('ldfi') ?? 0) - bare) * CALLS) / stops;
  console.log(`ldfi: ${(stops / CALLS).toFixed(2)} stops a call, ${perStop.toFixed(2)} µs a stop`);
}

await main();
