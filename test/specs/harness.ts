/**
 * Runs a shipped experiment without ldfi: plain child processes, with relays between them that make
 * faults by hand. It knows nothing of the programs it runs, and kills only what it started.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allotPort } from '../../src/runner/ports.ts';
import { createNetwork, type Faults, type Network } from './network.ts';

/** Children that run: what a test that was broken off leaves behind is killed at the exit. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) {
    child.kill('SIGKILL');
  }
});

/** Where a shipped program was compiled to, beside the compiled tests. */
export function program(name: string): string {
  return fileURLToPath(new URL(`../../specs/${name}.js`, import.meta.url));
}

export interface Process {
  readonly child: ChildProcess;
  readonly output: () => string;
  /**
   * Resolves when the output matches. Rejects, with the output, when the process ends without that.
   */
  readonly says: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Exit code, or -1 for a signal. */
  readonly exited: Promise<number>;
}

/** Starts a process whose output is kept. */
export function start(
  command: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Process {
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let output = '';
  let ended = false;
  const watchers = new Set<() => void>();
  const changed = (): void => {
    for (const watcher of [...watchers]) {
      watcher();
    }
  };
  const take = (chunk: string): void => {
    output += chunk;
    changed();
  };
  child.stdout?.setEncoding('utf8').on('data', take);
  child.stderr?.setEncoding('utf8').on('data', take);
  const exited = new Promise<number>((resolve) => {
    child.on('error', (error) => take(error.message));
    child.on('close', (code) => {
      ended = true;
      running.delete(child);
      changed();
      resolve(code ?? -1);
    });
  });
  const says = (pattern: RegExp): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const watcher = (): void => {
        const match = pattern.exec(output);
        if (match !== null || ended) {
          watchers.delete(watcher);
          match === null
            ? reject(new Error(`${command.join(' ')} ended without ${pattern}:\n${output}`))
            : resolve(match);
        }
      };
      watchers.add(watcher);
      watcher();
    });
  return { child, output: () => output, says, exited };
}

export async function kill(target: Process): Promise<void> {
  target.child.kill('SIGKILL');
  await target.exited;
}

/**
 * `port(from, to)`: where `from` finds `to`, by way of a relay; `port(name)`: where the node itself
 * listens.
 */
export type Ports = (first: string, to?: string) => string;

export interface System {
  /** In the order in which they are started, each when the one before is ready. */
  readonly nodes: Readonly<Record<string, (port: Ports, dir: string) => readonly string[]>>;
  /** Lines that nodes say when they are ready. */
  readonly ready: readonly (readonly [node: string, match: RegExp])[];
  /** Whose log tells that the next node may start. */
  readonly listening: RegExp;
  /** Connections with a relay in between. */
  readonly relays: readonly (readonly [from: string, to: string])[];
  readonly workload: (port: Ports) => readonly string[];
  readonly invariant: (port: Ports) => readonly string[];
  /** The messages in the bytes of one read. */
  readonly split: (bytes: string) => readonly string[];
  /** What a relay calls a message. */
  readonly label: (message: string) => string;
  /** Nodes answer each other, in every run, whatever the workload waits for. */
  readonly isLatePossible: boolean;
}

export interface Outcome {
  readonly verdict: 'held' | 'violated' | 'vacuous' | 'cannot tell' | 'error';
  /** Last line of the invariant's output. */
  readonly reason: string;
  /** Lines of `acked`. */
  readonly acked: readonly string[];
  /** Messages of the workload's time, `from→to label #n`, withheld ones included. */
  readonly messages: readonly string[];
  readonly missed: readonly string[];
  /** How often the workload waited in vain for an answer. */
  readonly timeouts: number;
  readonly log: string;
}

const VERDICTS: Readonly<Record<number, Outcome['verdict']>> = {
  0: 'held',
  1: 'violated',
  77: 'vacuous',
  125: 'cannot tell',
};

async function bringUp(
  system: System,
  port: Ports,
  dir: string,
  nodes: Map<string, Process>,
): Promise<void> {
  for (const [name, command] of Object.entries(system.nodes)) {
    const nodeDir = join(dir, name);
    mkdirSync(nodeDir);
    const node = start(command(port, nodeDir));
    nodes.set(name, node);
    await node.says(system.listening);
  }
  for (const [name, match] of system.ready) {
    await nodes.get(name)?.says(match);
  }
}

async function judge(system: System, port: Ports, dir: string, network: Network): Promise<Outcome> {
  const environment = { LDFI_RUN_DIR: dir };
  network.arm();
  const workload = start([process.execPath, ...system.workload(port)], environment);
  await workload.exited;
  await network.endOfWorkload();
  const invariant = start([process.execPath, ...system.invariant(port)], environment);
  const code = await invariant.exited;
  let acked = '';
  try {
    acked = readFileSync(join(dir, 'acked'), 'utf8');
  } catch {
    // Nothing was acknowledged.
  }
  return {
    verdict: VERDICTS[code] ?? 'error',
    reason: invariant.output().trimEnd().split('\n').at(-1) ?? '',
    acked: acked.split('\n').filter((line) => line !== ''),
    messages: network.messages(),
    missed: network.missed(),
    timeouts: workload.output().split('no answer in').length - 1,
    log: workload.output() + invariant.output(),
  };
}

/**
 * One run of the system under faults made by hand. Leaves no process, no port and no file behind.
 * Starts again when somebody else took a port between its choice and its use.
 */
export async function experiment(system: System, faults: Faults = {}): Promise<Outcome> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptExperiment(system, faults);
    } catch (error) {
      if (attempt === 5 || !/address already in use/i.test((error as Error).message)) {
        throw error;
      }
    }
  }
}

async function attemptExperiment(system: System, faults: Faults): Promise<Outcome> {
  const dir = mkdtempSync(join(tmpdir(), 'ldfi-specs-'));
  const nodes = new Map<string, Process>();
  const own = new Map<string, number>();
  for (const name of Object.keys(system.nodes)) {
    own.set(name, await allotPort());
  }
  const network = await createNetwork({
    relays: system.relays,
    portOf: (name) => own.get(name) ?? 0,
    split: system.split,
    label: system.label,
    isLatePossible: system.isLatePossible,
    faults,
    crash: async (name) => {
      const node = nodes.get(name);
      if (node !== undefined) {
        await kill(node);
      }
    },
  });
  const port: Ports = (first, to) =>
    String(to === undefined ? own.get(first) : network.port(first, to));
  try {
    await bringUp(system, port, dir, nodes);
    return await judge(system, port, dir, network);
  } finally {
    for (const node of nodes.values()) {
      await kill(node);
    }
    await network.close();
    rmSync(dir, { recursive: true });
  }
}

/**
 * Runs the system under each single fault on what its fault-free run was seen to say: a cut and a
 * crash at each message, a crash of each node at the end, and the refusal given. Three runs at a
 * time.
 */
export async function underEachFault(
  system: System,
  refuse: string,
): Promise<readonly (Outcome & { readonly faults: Faults })[]> {
  const { messages } = await experiment(system);
  const planned: Faults[] = [{ refuse }];
  planned.push(...Object.keys(system.nodes).map((crash) => ({ crash })));
  planned.push(...messages.map((cut) => ({ cut })));
  planned.push(...messages.map((crash) => ({ crash })));
  const outcomes: (Outcome & { readonly faults: Faults })[] = [];
  const work = async (): Promise<void> => {
    for (let faults = planned.shift(); faults !== undefined; faults = planned.shift()) {
      outcomes.push({ ...(await experiment(system, faults)), faults });
    }
  };
  await Promise.all([work(), work(), work()]);
  return outcomes;
}
