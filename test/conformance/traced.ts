/** Runs a scene under the tracer, without faults. */
import type { Trace } from '../../src/model/trace.ts';
import { type Clock, realClock } from '../../src/runner/clock.ts';
import { createPump, type Pump } from '../../src/runner/pump.ts';
import { createGlances } from '../../src/runner/rest.ts';
import { settle } from '../../src/runner/settle.ts';
import type { Engine, Program } from '../../src/tracer/engine.ts';
import { PASSIVE } from '../../src/tracer/interposer.ts';
import { Tracer } from '../../src/tracer/tracer.ts';
import { type Descendant, descendants } from './descendants.ts';
import { engine as engineOf } from './engine.ts';
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

export interface Traced extends Shown {
  readonly trace: Trace;
  readonly unfollowed: readonly string[];
  readonly left: readonly Descendant[];
  readonly stops: number;
}

interface Play {
  readonly stage: Stage;
  readonly tracer: Tracer;
  readonly pump: Pump;
  readonly clock: Clock;
  readonly deadline: number;
  /** Role → its first process. */
  readonly pids: Map<string, number>;
}

const TICK_MS = 2;
/** A call may have been read from before its end is seen: its stop is on its way. */
const EXPLAIN_MS = 2_000;

/** The engine, which tells besides which process it has started. */
const watched = (engine: Engine, started: (pid: number) => void): Engine => ({
  ...engine,
  start: (program: Program) => {
    const pid = engine.start(program);
    started(pid);
    return pid;
  },
});

async function until(play: Play, what: string, holds: () => boolean): Promise<void> {
  if (!(await play.pump.until(holds, play.deadline, TICK_MS)) && !holds()) {
    throw new Error(`traced: ${what} took longer than ${SCENE_MS} ms`);
  }
}

function isReady({ stage, tracer }: Play, part: Part): boolean {
  const { ready } = part.role;
  if (ready === undefined) {
    return false;
  }
  return 'says' in ready
    ? ready.says.test(stage.output(part))
    : tracer.isListening(part.name, stage.ports.get(ready.listens) ?? 0);
}

async function perform(play: Play): Promise<void> {
  const { stage, tracer, pids } = play;
  const isOver = ({ name }: Part): boolean => tracer.endOf(name) !== undefined;
  for (const part of stage.parts) {
    const { name, file, argv, environment } = part;
    tracer.start(name, {
      file,
      argv,
      environment,
      directory: stage.folder,
      outputFile: `${part.log}.log`,
    });
    await until(play, name, () => isOver(part) || isReady(play, part));
  }
  await settle({ ...play, glances: createGlances(engineOf(), tracer) }, REST_MS);
  for (const part of stage.parts.toReversed()) {
    if (!isOver(part) && part.role.ends !== true) {
      process.kill(pids.get(part.name) ?? 0, part.role.stop ?? 'SIGTERM');
    }
    await until(play, `the end of ${part.name}`, () => isOver(part));
  }
  await play.pump.until(() => tracer.bytesUnexplained === 0, play.clock.after(EXPLAIN_MS));
}

/** Kills what is left, until the engine knows no tracee any more. */
async function tearDown({ stage, tracer, pump, clock }: Play): Promise<void> {
  for (const { name } of stage.parts) {
    tracer.kill(name);
  }
  await pump.until(() => false, clock.after(SCENE_MS));
  tracer.release();
}

const owners = (stage: Stage): Map<number, string> =>
  new Map([...stage.ports].map(([name, port]) => [port, name.split('.')[0] ?? name]));

export async function runTraced(scene: Scene): Promise<Traced> {
  const stage = await prepare(scene);
  const pids = new Map<string, number>();
  const names = stage.parts.map(({ name }) => name);
  const engine = watched(engineOf(), (pid) => {
    pids.set(names[pids.size] ?? '', pid);
  });
  const framers = new Map(names.map((name) => [name, 'auto'] as const));
  const tracer = new Tracer({ engine, interposer: PASSIVE, framers, portOwners: owners(stage) });
  const clock = realClock(engine);
  const pump = createPump(engine, tracer, clock);
  const play: Play = { stage, tracer, pump, clock, deadline: clock.after(SCENE_MS), pids };
  tracer.enter('workload');
  try {
    await perform(play);
  } catch (error) {
    await tearDown(play);
    throw new Error(`${error instanceof Error ? error.message : error}\n${lastWords(stage)}`);
  }
  const trace = tracer.finish('scene', names);
  const ends = names.map((name) => [name, tracer.endOf(name)?.status ?? 'runs'] as const);
  await tearDown(play);
  return {
    trace,
    output: Object.fromEntries(stage.parts.map((part) => [part.name, shown(stage, part)])),
    ends: Object.fromEntries(ends),
    unfollowed: [...tracer.unfollowed],
    left: descendants(),
    stops: tracer.stops,
  };
}
