/**
 * Runs actors (test/fixtures/tracees/actor.h) as the nodes of a small system: under the tracer,
 * with faults or without, and by themselves.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { parseFault } from '../../src/faults/text.ts';
import type { Fault, FaultReport } from '../../src/model/fault.ts';
import type { FramerName, Observation } from '../../src/model/spec.ts';
import type { Trace } from '../../src/model/trace.ts';
import { createAnchors } from '../../src/runner/anchors.ts';
import { realClock } from '../../src/runner/clock.ts';
import { allowedCpus } from '../../src/runner/cpus.ts';
import { createInjector, type Injector } from '../../src/runner/injector.ts';
import { allotPort, giveBackPort } from '../../src/runner/ports.ts';
import { type Chores, createPump } from '../../src/runner/pump.ts';
import { type Engine, openEngine } from '../../src/tracer/engine.ts';
import { LOOK_CALLS } from '../../src/tracer/file-looks.ts';
import { Tracer } from '../../src/tracer/tracer.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { checkTrace } from './check-trace.ts';
import { compile } from './compile.ts';

/**
 * Node → what its actor does. `%port`, `%other` stand for free ports, `%dir` for an empty folder. A
 * node that listens is started before the next.
 */
export type Cast = Readonly<Record<string, readonly string[]>>;

export interface PlayOptions {
  readonly faults?: readonly string[];
  readonly framer?: FramerName;
  /** Bytes may be read that were not seen to be sent; `anywhere`: the trace is of no use. */
  readonly gaps?: boolean | 'anywhere';
  /** False: the tracees make all calls themselves. */
  readonly oneStop?: boolean;
  /** Nodes that look at files of the others. */
  readonly observers?: readonly string[];
  /** How long the play may take. */
  readonly deadlineMs?: number;
  /** Program in place of the dynamic actor. */
  readonly program?: string;
  /** The play is over when this holds, not only when all nodes have ended. */
  readonly until?: (
    tracer: Tracer,
    output: (node: string) => string,
    fired: () => boolean,
  ) => boolean;
}

/** What can be seen without a tracer. */
export interface Shown {
  /** What each node printed. */
  readonly output: Readonly<Record<string, string>>;
  /** In words: `exit code 0`, `signal 9`. */
  readonly ends: Readonly<Record<string, string>>;
}

export interface Play extends Shown {
  readonly trace: Trace;
  readonly unfollowed: readonly string[];
  readonly reports: readonly FaultReport[];
  readonly stops: number;
  /** The folder that its programs ran in. */
  readonly folder: string;
}

const PLAY_MS = 15_000;

interface Scene {
  readonly folder: string;
  readonly allotted: readonly number[];
  /** Who binds which of them. */
  readonly ports: ReadonlyMap<number, string>;
  readonly cast: readonly { readonly node: string; readonly args: readonly string[] }[];
  readonly output: (node: string) => string;
}

async function prepare(cast: Cast): Promise<Scene> {
  const folder = makeScratch();
  const port = await allotPort();
  const other = await allotPort();
  const fill = (text: string): string =>
    text.replaceAll('%port', `${port}`).replaceAll('%other', `${other}`).replaceAll('%dir', folder);
  const nodes = Object.entries(cast).map(([node, args]) => ({ node, args: args.map(fill) }));
  const binds = (number: number) => (args: readonly string[]) =>
    args.some((text) => text.startsWith('bind ') && text.endsWith(` ${number}`));
  const owners = [port, other].flatMap((number): [number, string][] => {
    const owner = nodes.find(({ args }) => binds(number)(args));
    return owner === undefined ? [] : [[number, owner.node]];
  });
  return {
    folder,
    allotted: [port, other],
    ports: new Map(owners),
    cast: nodes,
    output: (node) => readFileSync(join(folder, `${node}.log`), 'utf8'),
  };
}

/** A node that offers something must be there before those that come for it. */
function isReady(args: readonly string[], output: string): boolean {
  const word = args.some((text) => text.startsWith('listen ')) ? 'listen' : 'bind';
  const wanted = args.filter((text) => text.startsWith(`${word} `)).length;
  return (output.match(new RegExp(`^${word} .: 0$`, 'gm')) ?? []).length >= wanted;
}

let shared: Engine | undefined;
let observed: readonly Observation[] = [];

/** The engine of this test file; the first call says what is observed. */
export function engineOf(observe: readonly Observation[] = []): Engine {
  if (shared === undefined) {
    shared = openEngine();
    shared.guard();
    shared.pin(allowedCpus().at(-1) ?? 0);
    observed = observe;
    Tracer.subscribe(shared, observe);
  }
  return shared;
}

const endAll = (tracer: Tracer, injector: Injector, faults: readonly Fault[]): void => {
  for (const fault of faults) {
    injector.markOver(fault);
    tracer.end(fault);
  }
};

/** Ends faults when it is their time; no node is started again. */
const createEndings = (tracer: Tracer, injector: Injector): Chores => ({
  run: () => {
    tracer.deliver();
    endAll(tracer, injector, injector.over());
  },
  nextNs: () => injector.nextOverNs(),
});

/** Plays under the tracer, with the whole play as workload. The trace is checked. */
export async function play(cast: Cast, options: PlayOptions = {}): Promise<Play> {
  const engine = engineOf();
  const scene = await prepare(cast);
  const { faults = [], framer = 'auto', program = compile('actor'), oneStop = true } = options;
  const names = scene.cast.map(({ node }) => node);
  const framers = new Map(names.map((node) => [node, framer]));
  const portOwners = scene.ports;
  const clock = realClock(engine);
  const planned = faults.map((text) => parseFault(text));
  const { precedes, watches } = createAnchors(planned);
  const interposer = createInjector(planned, clock, undefined, precedes);
  const disk = join(scene.folder, 'disk');
  mkdirSync(disk);
  const diskOf = (node: string): string | undefined =>
    interposer.hasDisk(node) ? disk : undefined;
  const observers = options.observers ?? [];
  const looks = {
    observes: (node: string): boolean => observers.includes(node),
    folderOf: (node: string): string => join(scene.folder, node),
  };
  const tracer = new Tracer({
    ...{ engine, interposer, framers, portOwners, oneStop, diskOf, looks, watches },
  });
  const pump = createPump(engine, tracer, clock, createEndings(tracer, interposer));
  const deadline = clock.after(options.deadlineMs ?? PLAY_MS);
  tracer.enter('workload');
  for (const { node, args } of scene.cast) {
    const more = observers.includes(node) ? LOOK_CALLS : [];
    Tracer.subscribe(engine, observed, interposer.calls(), more);
    tracer.start(node, {
      file: program,
      argv: ['actor', ...args],
      environment: { PATH: '/bin:/usr/bin' },
      directory: scene.folder,
      outputFile: join(scene.folder, `${node}.log`),
    });
    const ready = (): boolean => tracer.endOf(node) !== undefined;
    await pump.until(() => ready() || isStarted(scene, node, args), deadline, 2);
  }
  const gone = (): boolean => names.every((node) => !tracer.isAlive(node));
  const fired = (): boolean => interposer.reports().every(({ outcome }) => outcome === 'fired');
  const isOver = (): boolean => gone() || options.until?.(tracer, scene.output, fired) === true;
  const inTime = await pump.until(isOver, deadline, 2);
  tracer.enter('check');
  endAll(tracer, interposer, [...new Set([...interposer.lasting(), ...tracer.lasting()])]);
  for (const { node, order } of interposer.atEnd()) {
    tracer.kill(node, order);
  }
  const trace = tracer.finish('play', names);
  const ends = names.map((node) => [node, tracer.endOf(node)?.status ?? 'runs'] as const);
  for (const node of names) {
    tracer.kill(node);
  }
  await pump.until(() => false, clock.after(PLAY_MS));
  tracer.release();
  scene.allotted.forEach(giveBackPort);
  const output = Object.fromEntries(names.map((node) => [node, scene.output(node)]));
  assert.ok(inTime, `the play did not end: ${JSON.stringify(output, null, 1)}`);
  if (options.gaps !== 'anywhere') {
    checkTrace(trace, options.gaps === true);
  }
  return {
    trace,
    output,
    ends: Object.fromEntries(ends),
    unfollowed: [...tracer.unfollowed],
    reports: interposer.reports(),
    stops: tracer.stops,
    folder: scene.folder,
  };
}

function isStarted(scene: Scene, node: string, args: readonly string[]): boolean {
  try {
    return isReady(args, scene.output(node));
  } catch {
    return false;
  }
}

const ended = (child: ChildProcess): Promise<string> =>
  new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      resolve(signal === null ? `exit code ${code}` : `signal ${constants.signals[signal]}`);
    });
  });

/** The same without a tracer of ours. `through`: a command that runs the node's program. */
export async function playAlone(
  cast: Cast,
  program = compile('actor'),
  through: Readonly<Record<string, readonly string[]>> = {},
): Promise<Shown> {
  const scene = await prepare(cast);
  const ends: [string, Promise<string>][] = [];
  for (const { node, args } of scene.cast) {
    const log = openSync(join(scene.folder, `${node}.log`), 'a');
    const [file = program, ...before] = [...(through[node] ?? []), program];
    const child = spawn(file, [...before, ...args], {
      cwd: scene.folder,
      env: { PATH: '/bin:/usr/bin' },
      stdio: ['ignore', log, log],
    });
    closeSync(log);
    let over = false;
    const end = ended(child).finally(() => {
      over = true;
    });
    ends.push([node, end]);
    while (!over && !isReady(args, scene.output(node))) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
  const done = await Promise.all(ends.map(async ([node, end]) => [node, await end] as const));
  return {
    output: Object.fromEntries(scene.cast.map(({ node }) => [node, scene.output(node)])),
    ends: Object.fromEntries(done),
  };
}

const MANY = /^(?:fork|vfork|thread|daemon|leave) \{$/;

/** Lines of several threads or processes may come in any order. */
const ordered = (cast: Cast, { output, ends }: Shown): Shown => ({
  ends,
  output: Object.fromEntries(
    Object.entries(output).map(([node, text]) => [
      node,
      cast[node]?.some((op) => MANY.test(op)) ? text.split('\n').toSorted().join('\n') : text,
    ]),
  ),
});

/**
 * Plays without a tracer, with one that makes calls for its tracees and with one that only watches:
 * no program may notice it.
 */
export async function playBoth(cast: Cast, options: PlayOptions = {}): Promise<Play> {
  const alone = await playAlone(cast, options.program);
  const traced = await play(cast, options);
  assert.equal(ordered(cast, traced), ordered(cast, alone));
  const watched = await play(cast, { ...options, oneStop: false });
  assert.equal(ordered(cast, watched), ordered(cast, alone));
  return traced;
}

/** `from→to "label" 0..5 ×2` for each message of data: window, and how many reads consumed it. */
export const said = ({ trace }: Play): string[] =>
  trace.messages
    .filter(({ kind }) => kind !== 'connect')
    .map(({ from, to, label, window, received, withheld }) => {
      const reads = withheld ? 'withheld' : `×${received.length}`;
      return `${from}→${to} "${label}" ${window.from}..${window.to} ${reads}`;
    });

/** `fired: detail` or `missed: detail` for each planned fault. */
export const fates = ({ reports }: Play): string[] =>
  reports.map(({ outcome, detail }) => `${outcome}: ${detail}`);
