/** One experiment, start to verdict: launch, trace, inject, settle, judge, tear down. */

import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnding } from '../faults/ending.ts';
import { faultText } from '../faults/text.ts';
import { chanceOf, drawn } from '../model/chance.ts';
import { BaselineError } from '../model/errors.ts';
import type { Hold } from '../model/moments.ts';
import type { Chance, RunRequest, RunResult } from '../model/run.ts';
import type { Spec } from '../model/spec.ts';
import { INVARIANT, isClient, type NodeName, type Trace } from '../model/trace.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Watch } from '../model/witness.ts';
import type { Engine } from '../tracer/engine.ts';
import { LOOK_CALLS } from '../tracer/file-looks.ts';
import type { Began } from '../tracer/recorder.ts';
import { Tracer } from '../tracer/tracer.ts';
import { createAnchors } from './anchors.ts';
import { type Clock, realClock } from './clock.ts';
import { type Bin, binOf } from './discard.ts';
import { execErrorText } from './exec-error.ts';
import { loadFramers } from './framers.ts';
import { type GoalWatch, watchGoals } from './goals.ts';
import { createHealing, type Healing, healInTime, type Meanwhile, NOTHING } from './healing.ts';
import { createInjector, type Injector } from './injector.ts';
import { judgeExit } from './judge-exit.ts';
import { judgeRun, type ObserverEnd } from './judge-run.ts';
import { logSizesOf, logTail, readLog } from './logs.ts';
import { createPatience, PATIENCE_MS } from './patience.ts';
import { allotPorts, giveBackPort } from './ports.ts';
import { clientsOf, directoryOf, errorLogOf, logOf, programOf, type Setting } from './programs.ts';
import { createPump, type Pump } from './pump.ts';
import { waitReady } from './ready.ts';
import { createGlances, type Glances } from './rest.ts';
import { settle } from './settle.ts';
import { shortWrites } from './short-writes.ts';
import { seenInRun } from './sometimes.ts';
import { steered } from './steered.ts';

interface Stage {
  readonly setting: Setting;
  readonly engine: Engine;
  readonly tracer: Tracer;
  readonly injector: Injector;
  readonly clock: Clock;
  readonly healing: Healing;
  readonly pump: Pump;
  readonly glances: Glances;
  readonly goals: GoalWatch;
  /** How long its faults may fire and last. Absent: as long as the workload. */
  readonly hold: Hold | undefined;
}

/** Faults take time to be noticed; this long may the killed take to be gone. */
const REAP_MS = 10_000;

const nodeNames = (spec: Spec): NodeName[] => [
  ...spec.nodes.map(({ name }) => name),
  ...clientsOf(spec),
  INVARIANT,
];

/** What is stopped at in programs that are started from now on. */
const subscribe = (
  { engine, setting, injector }: Pick<Stage, 'engine' | 'setting' | 'injector'>,
  more: readonly string[] = [],
): void => {
  Tracer.subscribe(engine, setting.spec.observe, injector.calls(), more);
};

const prepare = async (
  spec: Spec,
  request: RunRequest,
  runDirectory: string,
  engine: Engine,
  { watches = [], began }: ExperimentOptions,
): Promise<Stage> => {
  rmSync(runDirectory, { recursive: true, force: true });
  const ports = await allotPorts(spec);
  const setting: Setting = {
    spec,
    runDirectory,
    ports,
    size: request.size,
    environment: {
      LDFI_RUN_DIR: runDirectory,
      LDFI_FAULTS: JSON.stringify(request.faults.map(faultText)),
    },
  };
  for (const name of nodeNames(spec)) {
    mkdirSync(directoryOf(setting, name), { recursive: true });
  }
  const owners = new Map<number, NodeName>();
  for (const [node, numbers] of ports) {
    for (const port of Object.values(numbers)) {
      owners.set(port, node);
    }
  }
  const clock = realClock(engine);
  const anchors = createAnchors(request.faults);
  const names = [...spec.nodes.map(({ name }) => name), ...clientsOf(spec)];
  const hold = spec.faults.heal && parseEnding(spec.faults.heal.text, spec.faults.heal, names);
  const logSizes = logSizesOf(names, (name) => logOf(setting, name));
  const plain = createInjector(request.faults, clock, names, anchors.precedes, hold, logSizes);
  const steering = request.steering && steered(plain, request.steering);
  const injector: Injector = steering ?? plain;
  subscribe({ engine, setting, injector });
  const framers = await loadFramers(spec.nodes);
  const { chance } = request;
  const interposer = chance?.shortenWrites
    ? { ...injector, shorten: shortWrites(chance.seed) }
    : injector;
  const diskOf = (node: NodeName): string | undefined =>
    injector.hasDisk(node) ? directoryOf(setting, node) : undefined;
  const looks = {
    observes: (node: NodeName): boolean => isClient(node) || node === INVARIANT,
    folderOf: (node: NodeName): string => directoryOf(setting, node),
  };
  const portOwners = owners;
  const goals = watchGoals(spec.goals ?? [], (node) => logOf(setting, node));
  const tracer = new Tracer({
    ...{ engine, interposer, framers, portOwners, diskOf, looks },
    watches: [...watches, ...anchors.watches, ...goals.watches],
    ...(began && { began }),
  });
  const healing = createHealing(setting, tracer, injector, clock);
  const patient = steering && {
    steered: steering,
    tracer,
    glances: createGlances(engine, tracer, PATIENCE_MS * 1e6),
    clock,
  };
  const chores = patient === undefined ? healing : createPatience(patient, healing);
  const pump = createPump(engine, tracer, clock, chores);
  const glances = createGlances(engine, tracer);
  return { setting, engine, tracer, injector, clock, healing, pump, glances, goals, hold };
};

const bringUp = async (stage: Stage): Promise<void> => {
  const { setting, tracer, pump, clock } = stage;
  const { spec } = setting;
  for (const node of spec.nodes) {
    tracer.start(node.name, programOf(setting, node.name));
    for (const ready of node.ready) {
      await waitReady(ready, setting, tracer, pump, clock);
    }
  }
  for (const ready of spec.ready) {
    await waitReady(ready, setting, tracer, pump, clock);
  }
  await settle(stage, spec.settleMs);
  const dead = spec.nodes.find(({ name }) => !tracer.isAlive(name));
  if (dead !== undefined) {
    throw new BaselineError(
      'node-died',
      `node ${dead.name} ended with ${tracer.endOf(dead.name)?.status} before the workload began`,
      { detail: logTail(logOf(setting, dead.name)) },
    );
  }
};

/**
 * Starts observers at the same time and waits for their ends; undefined for one whose time is up
 * (then it is killed), and who did not end in what `timeIsUp` does about it.
 */
const runObservers = async (
  stage: Stage,
  names: readonly NodeName[],
  timeoutMs: number,
  early: Meanwhile = NOTHING,
  timeIsUp: (haveEnded: () => boolean) => Promise<void> = async () => undefined,
): Promise<readonly ObserverEnd[]> => {
  const { setting, tracer, pump, clock } = stage;
  subscribe(stage, LOOK_CALLS);
  tracer.startTogether(new Map(names.map((name) => [name, programOf(setting, name)])));
  subscribe(stage);
  const hasEnded = (name: NodeName): boolean => tracer.endOf(name) !== undefined;
  const haveEnded = (): boolean => names.every(hasEnded);
  const deadline = clock.after(timeoutMs);
  await pump.until(() => haveEnded() || early.isDue(), deadline);
  if (!haveEnded() && early.isDue()) {
    await early.run();
    await pump.until(haveEnded, deadline);
  }
  if (!haveEnded()) {
    await timeIsUp(haveEnded);
  }
  const ends = names.map((name) => ({ name, end: tracer.endOf(name) }));
  const late = names.filter((name) => !hasEnded(name));
  for (const name of late) {
    tracer.kill(name);
  }
  await pump.until(() => late.every((name) => !tracer.isAlive(name)), clock.after(REAP_MS));
  return ends;
};

/** What the workload leaves to be known when the invariant has spoken. */
interface Afterwards {
  /** Why this run can be no pass. */
  readonly trouble?: Verdict & { readonly kind: 'inconclusive' };
  /** All was quiet before the invariant was asked. */
  readonly rested: boolean;
  readonly ends: readonly ObserverEnd[];
}

const troubleOf = (
  { setting, injector }: Stage,
  { name, end }: ObserverEnd,
): Afterwards['trouble'] => {
  const detail = logTail(logOf(setting, name));
  if (end === undefined) {
    const reason = `the workload did not end within ${setting.spec.workload.timeoutMs} ms`;
    return { kind: 'inconclusive', reason, detail };
  }
  if (end.code !== 0 && injector.reports().length === 0) {
    const how =
      end.errno === 0 ? `ended with ${end.status}` : `was not started: ${execErrorText(end.errno)}`;
    return { kind: 'inconclusive', reason: `the workload ${how}`, detail };
  }
  return undefined;
};

/**
 * The time of faults has ended, with the workload or before: what lasts is ended, what is to come
 * back comes back.
 */
const heal = async ({ setting, tracer, injector, pump, clock, healing }: Stage): Promise<void> => {
  tracer.enter('check');
  injector.observe({ kind: 'ended', of: 'workload' });
  for (const { node, order } of injector.atEnd()) {
    tracer.kill(node, order);
    await pump.until(() => !tracer.isAlive(node), clock.after(REAP_MS));
  }
  await pump.until(() => !tracer.isKilling, clock.after(REAP_MS));
  healing.heal();
  const limits = setting.spec.nodes.flatMap(({ ready }) => ready.map((one) => one.timeoutMs));
  await pump.until(() => healing.isDone(), clock.after(Math.max(0, ...limits)));
};

/** How long a workload may go on when its time is up and all faults are over; undefined: not. */
const graceOf = ({ never = [] }: Spec): number | undefined =>
  never.find((one) => one.type === 'hang')?.graceMs;

const runWorkload = async (stage: Stage, chance: Chance | undefined): Promise<Afterwards> => {
  const { setting, tracer } = stage;
  const { workload, settleMs } = setting.spec;
  tracer.enter('workload');
  const clients = clientsOf(setting.spec);
  const order = chance === undefined ? clients : drawn(clients, chanceOf(chance.seed));
  const { pump, clock, injector, hold } = stage;
  const early = healInTime(injector, clock, hold, () => heal(stage));
  const graceMs = graceOf(setting.spec);
  const ends = await runObservers(stage, order, workload.timeoutMs, early, async (haveEnded) => {
    if (graceMs !== undefined) {
      await early.run();
      await pump.until(haveEnded, clock.after(graceMs));
    }
  });
  if (!early.isDone) {
    await heal(stage);
  }
  const rested = await settle(stage, settleMs);
  stage.goals.end();
  const trouble = ends.map((end) => troubleOf(stage, end)).find((one) => one !== undefined);
  return { ends, rested: rested || settleMs === 0, ...(trouble && { trouble }) };
};

const runInvariant = async (stage: Stage): Promise<Verdict> => {
  const { setting } = stage;
  const { timeoutMs } = setting.spec.invariant;
  const [{ end } = { end: undefined }] = await runObservers(stage, [INVARIANT], timeoutMs);
  const out = readLog(logOf(setting, INVARIANT));
  const err = readLog(errorLogOf(setting, INVARIANT));
  if (end === undefined) {
    return {
      kind: 'inconclusive',
      reason: `the invariant script did not end within ${timeoutMs} ms`,
      detail: err.trimEnd() || out.trimEnd() || '(it wrote nothing)',
    };
  }
  return judgeExit({ code: end.code, status: end.status, out, err });
};

const tearDown = async ({ setting, tracer, pump, clock }: Stage, bin: Bin): Promise<void> => {
  for (const name of nodeNames(setting.spec)) {
    tracer.kill(name);
  }
  const gone = (): boolean => nodeNames(setting.spec).every((name) => !tracer.isAlive(name));
  await pump.until(gone, clock.after(REAP_MS));
  // What their deaths have left to us, zombies and strays, ends before the next run begins.
  await pump.until(() => false, clock.after(REAP_MS));
  tracer.release();
  for (const numbers of setting.ports.values()) {
    for (const port of Object.values(numbers)) {
      giveBackPort(port);
    }
  }
  await bin.discard(join(setting.runDirectory, 'nodes'));
};

/**
 * The invariant's word, and when it counts. A workload that hung or failed is no pass, but what it
 * was promised until then holds or does not. A system still at work may be about to mend what the
 * invariant found broken.
 */
const judge = ({ setting }: Stage, { trouble, rested }: Afterwards, verdict: Verdict): Verdict => {
  if (verdict.kind === 'violated' && !rested) {
    const { settleMs } = setting.spec;
    return {
      kind: 'inconclusive',
      reason: `the system had not come to rest within ${settleMs} ms when it was judged`,
      detail: `it would be violated: ${verdict.reason}\n"settle" is too short, or 0 judges at once`,
    };
  }
  return verdict.kind === 'violated' || trouble === undefined ? verdict : trouble;
};

/** A call may have been read from before its end is seen: its stop is on its way. */
const EXPLAIN_MS = 2_000;

const finish = async ({ setting, tracer, pump, clock }: Stage): Promise<Trace> => {
  await pump.until(() => tracer.bytesUnexplained === 0, clock.after(EXPLAIN_MS));
  return tracer.finish(setting.spec.name, nodeNames(setting.spec));
};

/** A trace that does not tell all makes no verdict true. */
const followed = (tracer: Tracer, verdict: Verdict): Verdict => {
  const [first] = tracer.unfollowed;
  return first === undefined || verdict.kind === 'inconclusive'
    ? verdict
    : { kind: 'inconclusive', reason: `the run could not be followed: ${first}` };
};

export interface ExperimentOptions {
  readonly watches?: readonly Watch[];
  /** Told of each message of a stream, and of its bytes. */
  readonly began?: Began;
  /** Where the nodes' files go when the run is over. */
  readonly bin?: Bin;
}

/**
 * Runs one experiment in its own directory. Nothing of it is left running, whatever happens.
 *
 * Errors: BaselineError when the system does not come up.
 */
export const runExperiment = async (
  spec: Spec,
  request: RunRequest,
  runDirectory: string,
  engine: Engine,
  options: ExperimentOptions = {},
): Promise<RunResult> => {
  const { bin = binOf(dirname(runDirectory)) } = options;
  const stage = await prepare(spec, request, runDirectory, engine, options);
  const { tracer, injector, clock } = stage;
  const began = clock.nowNs();
  try {
    await bringUp(stage);
    const afterwards = await runWorkload(stage, request.chance);
    const told = judge(stage, afterwards, await runInvariant(stage));
    const verdict = judgeRun(stage, afterwards.ends, told);
    const trace = await finish(stage);
    const judged = followed(tracer, verdict);
    const reached = stage.goals.reached(trace, (node) => tracer.endOf(node)?.code);
    await tearDown(stage, bin);
    return {
      request,
      verdict: judged,
      faults: injector.reports(),
      trace,
      directory: runDirectory,
      durationMs: (clock.nowNs() - began) / 1e6,
      stops: tracer.stops,
      ...(spec.goals && { reached }),
      ...(spec.sometimes && { seen: seenInRun(stage.setting) }),
    };
  } catch (error) {
    await tearDown(stage, bin);
    throw error;
  } finally {
    stage.goals.close();
  }
};
