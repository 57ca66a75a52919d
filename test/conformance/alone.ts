/** Runs a scene without a tracer. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { allowedCpus } from '../../src/runner/cpus.ts';
import { descendants, isBusy } from './descendants.ts';
import { engine } from './engine.ts';
import {
  lastWords,
  type Part,
  prepare,
  REST_MS,
  SCENE_MS,
  type Scene,
  type Shown,
  type Stage,
  shown,
} from './scene.ts';

interface Running {
  readonly part: Part;
  readonly child: ChildProcess;
  readonly end: Promise<string>;
  isOver: boolean;
}

const TICK_MS = 5;

/** The tracer pins this process to one processor; programs that run alone may use all. */
const UNPINNED = ['taskset', '-c', allowedCpus().join(',')];

const endOf = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      resolve(signal === null ? `exit code ${code}` : `signal ${constants.signals[signal]}`);
    });
  });

function launch(stage: Stage, part: Part, wrapper: Wrapper): Running {
  const log = openSync(`${part.log}.log`, 'a');
  const [first = part.file, ...rest] = [...UNPINNED, ...wrapper(part), part.file];
  const child = spawn(first, [...rest, ...part.argv.slice(1)], {
    cwd: stage.folder,
    env: part.environment,
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const running: Running = { part, child, end: endOf(child), isOver: false };
  running.end.finally(() => {
    running.isOver = true;
  });
  return running;
}

/** A TCP socket in the state LISTEN on that port, of whatever process (proc_net_tcp). */
function isListening(port: number): boolean {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')} `;
  return ['/proc/net/tcp', '/proc/net/tcp6'].some((file) =>
    readFileSync(file, 'latin1')
      .split('\n')
      .some((line) => line.slice(0, 48).includes(end) && / 0A /.test(line.slice(0, 100))),
  );
}

function isReady(stage: Stage, { part }: Running): boolean {
  const { ready } = part.role;
  if (ready === undefined) {
    return false;
  }
  return 'says' in ready
    ? ready.says.test(stage.output(part))
    : isListening(stage.ports.get(ready.listens) ?? 0);
}

async function until(what: string, deadline: number, holds: () => boolean): Promise<void> {
  while (!holds()) {
    if (Date.now() > deadline) {
      throw new Error(`alone: ${what} took longer than ${SCENE_MS} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
}

/** Until all programs wait for something, or a while. */
async function rest(): Promise<void> {
  const deadline = Date.now() + REST_MS;
  let looks = 0;
  while (looks < 3 && Date.now() < deadline) {
    looks = descendants().some(isBusy) ? 0 : looks + 1;
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
}

/** Kills whatever is below this process, and waits until the kernel says so. */
async function sweep(): Promise<void> {
  for (const { pid, isZombie } of descendants()) {
    if (!isZombie) {
      process.kill(pid, 'SIGKILL');
    }
  }
  await until('the end of what was left', Date.now() + SCENE_MS, () =>
    descendants().every(({ isZombie }) => isZombie),
  );
}

/** A command in front of a program, which stays our child. */
type Wrapper = (part: Part) => readonly string[];

export async function runAlone(scene: Scene, wrapper: Wrapper = () => []): Promise<Shown> {
  // It makes this process the parent of orphans.
  engine();
  const stage = await prepare(scene);
  const deadline = Date.now() + SCENE_MS;
  const started: Running[] = [];
  try {
    for (const part of stage.parts) {
      const running = launch(stage, part, wrapper);
      started.push(running);
      await until(part.name, deadline, () => running.isOver || isReady(stage, running));
    }
    await rest();
    for (const running of started.toReversed()) {
      if (!running.isOver && running.part.role.ends !== true) {
        running.child.kill(running.part.role.stop ?? 'SIGTERM');
      }
      await until(`the end of ${running.part.name}`, deadline, () => running.isOver);
    }
    // The programs' ends are known before all is written about them.
    await until('strace', deadline, () =>
      descendants().every(({ name, isZombie }) => isZombie || name !== 'strace'),
    );
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}\n${lastWords(stage)}`);
  } finally {
    await sweep();
  }
  const ends = await Promise.all(started.map(async ({ part, end }) => [part.name, await end]));
  return {
    output: Object.fromEntries(stage.parts.map((part) => [part.name, shown(stage, part)])),
    ends: Object.fromEntries(ends),
  };
}
