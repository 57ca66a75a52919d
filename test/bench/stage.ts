/**
 * A server and its client: untraced, under strace or under ldfi. What the client prints is the
 * measurement.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { realClock } from '../../src/runner/clock.ts';
import { allowedCpus } from '../../src/runner/cpus.ts';
import { allotPort } from '../../src/runner/ports.ts';
import { createPump } from '../../src/runner/pump.ts';
import { nameOfCall, SUBSCRIBED } from '../../src/tracer/calls.ts';
import { type Engine, openEngine, type Program } from '../../src/tracer/engine.ts';
import { PASSIVE } from '../../src/tracer/interposer.ts';
import { Tracer } from '../../src/tracer/tracer.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { type Outcome, timed } from './cpu-time.ts';

export interface Cast {
  /** Absolute path of the program, then its arguments; `%port` stands for the port. */
  readonly server: readonly string[];
  readonly client: readonly string[];
  /** Ends the server, which strace would not if it were killed. Run untraced. */
  readonly quit: readonly string[];
}

/** `--name value` of the command line. */
export const optionOf = (name: string, otherwise: string): string => {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? otherwise : (process.argv[index + 1] ?? otherwise);
};

const CPUS = allowedCpus();
const ALL = CPUS.join(',');
/** The processor for what is pinned. */
export const ONE = optionOf('cpu', String(CPUS.at(-1) ?? 0));

const STRACE = [
  'strace',
  '-f',
  '--seccomp-bpf',
  '-e',
  `trace=${SUBSCRIBED.map(nameOfCall)
    .filter((name) => !name.startsWith('call '))
    .join(',')}`,
  '-o',
  '/dev/null',
];

export const hasStrace = spawnSync('strace', ['-V']).status === 0;

const fill = (words: readonly string[], port: number): string[] =>
  words.map((word) => word.replaceAll('%port', String(port)));

const isListening = async (port: number): Promise<boolean> => {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
};

/** The bench pins itself as the runner does; what it starts here gets the processors it names. */
const start = (cpus: string, words: readonly string[]): ChildProcess =>
  spawn('taskset', ['-c', cpus, ...words], { stdio: ['ignore', 'pipe', 'ignore'] });

const outputOf = async (child: ChildProcess): Promise<string> => {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    text += chunk.toString('utf8');
  });
  await once(child, 'close');
  return text;
};

export interface Traced extends Outcome {
  readonly stops: number;
  /** Processor time of the tracer alone. */
  readonly tracerSeconds: number;
}

export interface Outside {
  readonly pinned: boolean;
  readonly strace?: 'server' | 'both';
}

/** Untraced or under strace. */
export const playOutside = async (cast: Cast, how: Outside): Promise<Outcome> => {
  const [text, { cpuSeconds }] = await timed(() => runOutside(cast, how), false);
  return { text, cpuSeconds };
};

const runOutside = async (cast: Cast, { pinned, strace }: Outside): Promise<string> => {
  const port = await allotPort();
  const cpus = pinned ? ONE : ALL;
  const server = start(cpus, [...(strace ? STRACE : []), ...fill(cast.server, port)]);
  const ended = outputOf(server);
  while (!(await isListening(port))) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const wrapper = strace === 'both' ? STRACE : [];
  const text = await outputOf(start(cpus, [...wrapper, ...fill(cast.client, port)]));
  await outputOf(start(ALL, fill(cast.quit, port)));
  await ended;
  return text;
};

let shared: Engine | undefined;

export const engineOf = (): Engine => {
  if (shared === undefined) {
    shared = openEngine();
    shared.pin(Number(ONE));
    Tracer.subscribe(shared);
  }
  return shared;
};

/** Under ldfi, with nothing to inject. */
export const playTraced = async (cast: Cast, both: boolean): Promise<Traced> => {
  const [{ text, stops }, spent] = await timed(() => runTraced(cast, both), true);
  return { text, stops, cpuSeconds: spent.cpuSeconds, tracerSeconds: spent.ownSeconds };
};

const runTraced = async (cast: Cast, both: boolean) => {
  const engine = engineOf();
  const port = await allotPort();
  const folder = makeScratch();
  const portOwners = new Map([[port, 'server']]);
  const tracer = new Tracer({ engine, interposer: PASSIVE, framers: new Map(), portOwners });
  const pump = createPump(engine, tracer, realClock(engine));
  const deadline = engine.now() + 300e9;
  const program = (node: string, words: readonly string[]): Program => {
    const argv = fill(words, port);
    const { PATH = '' } = process.env;
    const outputFile = join(folder, node);
    const environment = { PATH };
    return { file: argv[0] ?? '', argv, environment, directory: folder, outputFile };
  };
  tracer.start('server', program('server', cast.server));
  await pump.until(() => tracer.isListening('server', port), deadline);
  let text = '';
  if (both) {
    tracer.start('client', program('client', cast.client));
    await pump.until(() => !tracer.isAlive('client'), deadline);
    text = readFileSync(join(folder, 'client'), 'utf8');
  } else {
    let over = false;
    void outputOf(start(ONE, fill(cast.client, port))).then((output) => {
      text = output;
      over = true;
    });
    await pump.until(() => over, deadline);
  }
  tracer.kill('server');
  await pump.until(() => !tracer.isAlive('server'), deadline);
  tracer.release();
  const [trouble] = tracer.unfollowed;
  if (trouble !== undefined) {
    throw new Error(`the run could not be followed: ${trouble}`);
  }
  return { text, stops: tracer.stops };
};
