/**
 * What tracing costs, as ratios of interleaved rounds. Options: `--rounds 5`, `--cpu 0` for what is
 * pinned, `--only redis,server,latency,http,stop,experiments`. Nothing can fail for being slow.
 * Not to be run under real-time scheduling: who shares a processor then keeps it for a time slice,
 * and a client that polls burns it.
 */

import { spawnSync } from 'node:child_process';
import { hideTunables, MEMORY_ARGUMENTS, withTunables } from '../../src/runner/memory.ts';
import { allotPort } from '../../src/runner/ports.ts';
import { compileBareLoop, playBare } from './bare-loop.ts';
import type { Outcome } from './cpu-time.ts';
import { createLaboratory, untracedRate } from './experiments.ts';
import {
  type Arm,
  heading,
  interleave,
  printRounds,
  printSpread,
  type Rounds,
  ratio,
  type Sample,
} from './samples.ts';
import {
  type Cast,
  engineOf,
  hasStrace,
  type Outside,
  optionOf,
  playOutside,
  playTraced,
  type Traced,
} from './stage.ts';
import { http, httpRate, redis, redisRate } from './systems.ts';

const SECTIONS = ['redis', 'server', 'latency', 'http', 'stop', 'experiments'] as const;

const ROUNDS = Number(optionOf('rounds', '5'));
const ONLY = optionOf('only', SECTIONS.join(',')).split(',');

interface System {
  readonly rateOf: (text: string) => number;
  /** How much work an arm gets, so that all take about as long. */
  readonly cast: (work: number) => Cast;
}

const sampleOf = (system: System, work: number, { text, cpuSeconds }: Outcome): Sample => ({
  value: system.rateOf(text),
  cpuUs: (cpuSeconds * 1e6) / work,
});

const outside = (name: string, system: System, work: number, how: Outside): Arm => ({
  name,
  run: async () => sampleOf(system, work, await playOutside(system.cast(work), how)),
});

const traced = (name: string, system: System, work: number, both: boolean): Arm => ({
  name,
  run: async () => sampleOf(system, work, await playTraced(system.cast(work), both)),
});

const FREE = 'untraced';
const FREE_ONE = 'untraced, one CPU';
const STRACE = 'strace -f --seccomp-bpf';
const STRACE_ONE = 'strace -f --seccomp-bpf, one CPU';
const LDFI = 'ldfi';

/** What tracing takes of it. */
const printSlowDowns = (rounds: Rounds, hasTarget: boolean): void => {
  for (const name of [LDFI, STRACE, STRACE_ONE].filter((arm) => rounds.has(arm))) {
    printSpread(`slow-down, ${name}`, ratio(rounds, 'value', FREE, name));
  }
  const targets = new Map([
    [STRACE, 'at most 0.35'],
    [STRACE_ONE, 'at most 0.70'],
  ]);
  for (const [name, text] of targets) {
    if (rounds.has(name)) {
      const target = hasTarget ? text : '';
      printSpread(`slow-down, ldfi / ${name}`, ratio(rounds, 'value', name, LDFI), target);
      printSpread(`processor time, ldfi / ${name}`, ratio(rounds, 'cpuUs', LDFI, name));
    }
  }
};

async function compare(title: string, system: System, work: number, both: boolean): Promise<void> {
  const strace = both ? 'both' : 'server';
  const arms = [
    outside(FREE, system, work * 4, { pinned: false }),
    outside(FREE_ONE, system, work * 4, { pinned: true }),
    traced(LDFI, system, work, both),
    outside(STRACE, system, work, { pinned: false, strace }),
    outside(STRACE_ONE, system, work, { pinned: true, strace }),
  ];
  const rounds = await interleave(hasStrace ? arms : arms.slice(0, 3), ROUNDS);
  heading(`${title}: requests a second`);
  printRounds(rounds, 0);
  heading('  processor time, µs a request');
  printRounds(rounds, 1, 'cpuUs');
  heading('  ratios');
  printSlowDowns(rounds, both);
}

/** One connection: a pinned system does not wait for a processor to wake up. */
async function compareLatency(requests: number): Promise<void> {
  const rateOf = (text: string): number => 1e6 / redisRate(text);
  const system = { rateOf, cast: (work: number) => redis(1, work) };
  const rounds = await interleave(
    [
      outside(FREE, system, requests, { pinned: false }),
      outside(FREE_ONE, system, requests, { pinned: true }),
      traced(LDFI, system, requests, true),
    ],
    ROUNDS,
  );
  heading('redis-benchmark, 1 connection, both traced: µs a request');
  printRounds(rounds, 1);
  printSpread('latency, ldfi / untraced', ratio(rounds, 'value', LDFI, FREE), 'at most 1.00');
}

/** The same stops with nobody who thinks: the rest is TypeScript's share. */
async function compareStops(requests: number): Promise<void> {
  const program = compileBareLoop();
  const cast = redis(50, requests);
  const own = new Map<string, number>();
  const perStop = (name: string, run: () => Promise<Traced>): Arm => ({
    name,
    run: async () => {
      const { text, stops, cpuSeconds, tracerSeconds } = await run();
      own.set(name, stops / requests);
      return {
        value: 1e6 / redisRate(text) / (stops / requests),
        cpuUs: (cpuSeconds * 1e6) / stops,
        tracerUs: (tracerSeconds * 1e6) / stops,
      };
    },
  });
  const BARE = 'bare C loop';
  const arms = [
    perStop(BARE, () => playBare(program, cast)),
    perStop(LDFI, () => playTraced(cast, true)),
  ];
  const rounds = await interleave(arms, ROUNDS);
  heading('redis-benchmark, 50 connections: µs a stop, tracees included');
  printRounds(rounds, 2);
  heading('  processor time, µs a stop');
  printRounds(rounds, 2, 'cpuUs');
  heading('  processor time of the tracer alone, µs a stop');
  printRounds(rounds, 2, 'tracerUs');
  heading('  ratios');
  printSpread('ldfi / bare C loop', ratio(rounds, 'value', LDFI, BARE), 'at most 1.25');
  printSpread('processor time, ldfi / bare C loop', ratio(rounds, 'cpuUs', LDFI, BARE));
  printSpread('of the tracer alone', ratio(rounds, 'tracerUs', LDFI, BARE));
  for (const [name, stops] of own) {
    console.log(`  ${name}: ${stops.toFixed(2)} stops a request`);
  }
}

async function countExperiments(count: number): Promise<void> {
  const { runner, rate } = await createLaboratory();
  const arm = (name: string, run: () => Promise<number>): Arm => ({
    name,
    run: async () => ({ value: await run(), cpuUs: 0 }),
  });
  const arms = [
    arm('by a shell script, untraced', async () => untracedRate(count, await allotPort())),
    arm(LDFI, () => rate(count)),
  ];
  const rounds = await interleave(arms, ROUNDS);
  heading('tiny experiments (Redis, 2 clients x 1 GET) a second');
  printRounds(rounds, 1);
  await runner.close();
}

async function main(): Promise<void> {
  console.log(`${ROUNDS} interleaved rounds; ratios are taken within a round`);
  engineOf();
  const fifty = { rateOf: redisRate, cast: (work: number) => redis(50, work) };
  const service = { rateOf: httpRate, cast: http };
  const sections: Readonly<Record<(typeof SECTIONS)[number], () => Promise<void>>> = {
    redis: () => compare('redis-benchmark, 50 connections, both traced', fifty, 20_000, true),
    server: () => compare('redis-benchmark, 50 connections, server traced', fifty, 20_000, false),
    latency: () => compareLatency(4_000),
    http: () => compare('Node HTTP, 10 connections, both traced', service, 1_000, true),
    stop: () => compareStops(20_000),
    experiments: () => countExperiments(20),
  };
  for (const name of SECTIONS.filter((section) => ONLY.includes(section))) {
    await sections[name]();
  }
  engineOf().close();
}

/** As the runner's process is started: ldfi's arm runs in this one. */
if (process.execArgv.includes(MEMORY_ARGUMENTS[0] ?? '')) {
  hideTunables();
  await main();
} else {
  const words = [...process.execArgv, ...MEMORY_ARGUMENTS, ...process.argv.slice(1)];
  const env = withTunables(process.env);
  process.exitCode = spawnSync(process.execPath, words, { env, stdio: 'inherit' }).status ?? 1;
}
