/**
 * `npm run addresses`: how often a planned fault fires at the message that it was planned for.
 * Names are learnt from fault-free runs, as in a hunt; then one fault is planned in each of 200
 * replays, at one message after the other, and what it struck is told by its payload. Beside it:
 * which message pure index naming would have taken in the same run. Exit code 1 when fewer than 99
 * of 100 faults struck their message.
 *
 * `-n 20`: so many replays each. `--only etcd`: systems with that in their name. `--verbose`: each
 * fault that did not strike its message.
 *
 * The fault is a delay of a millisecond: it withholds the message, which shows which one it struck,
 * and leaves the run as it is but for that, so that indices can be judged in it, too.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { faultText } from '../../src/faults/text.ts';
import type { Fault } from '../../src/model/fault.ts';
import { alignRows } from '../../src/report/table.ts';
import { wilson } from '../../src/report/wilson.ts';
import { allowedCpus } from '../../src/runner/cpus.ts';
import { runExperiment } from '../../src/runner/experiment.ts';
import { loadSpec } from '../../src/spec/load-spec.ts';
import { type Engine, openEngine } from '../../src/tracer/engine.ts';
import { Tracer } from '../../src/tracer/tracer.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { SYSTEMS, type System } from './address-systems.ts';
import {
  type Aims,
  aims,
  type Heard,
  type Hit,
  INDICES,
  type Index,
  judgeHits,
  keyOf,
  spread,
} from './hit-rate.ts';

const ENOUGH = 0.99;
const RIGHT = new Set([2, 3, 4, 5, 6, 7]);
const HEAD = ['system', 'named by', 'faults', 'intended', 'another', 'missed', 'rate', '95 %'];
const NAMINGS = ['address', ...INDICES] as const;
const TITLES: Readonly<Record<'address' | Index, string>> = {
  address: 'address',
  node: 'n-th message of the node',
  channel: 'n-th message of the channel',
  event: 'n-th event of the thread',
};

interface Replay extends Heard {
  readonly fired: boolean;
  readonly note: string;
}

const { values } = parseArgs({
  options: {
    replays: { type: 'string', short: 'n', default: '200' },
    only: { type: 'string', default: '' },
    verbose: { type: 'boolean', default: false },
  },
});

class Stage {
  readonly #engine: Engine;
  readonly #spec: ReturnType<typeof loadSpec>;
  readonly #folder = makeScratch();
  #runs = 0;

  constructor(engine: Engine, system: System) {
    this.#engine = engine;
    this.#spec = loadSpec(join(ROOT, system.spec));
  }

  get baselines(): number {
    return this.#spec.baselines;
  }

  async run(faults: readonly Fault[]): Promise<Replay> {
    const texts = new Map<string, string>();
    let struck: string | undefined;
    this.#runs += 1;
    const {
      trace,
      faults: reports,
      verdict,
    } = await runExperiment(
      this.#spec,
      { id: this.#runs, faults, purpose: faults.length === 0 ? 'baseline' : 'replay' },
      join(this.#folder, 'run'),
      this.#engine,
      {
        began: (message, bytes) => {
          const key = keyOf(message, message.start);
          texts.set(key, Buffer.from(bytes).toString('latin1'));
          struck ??= message.withheld ? key : undefined;
        },
      },
    );
    if (faults.length === 0 && verdict.kind !== 'held') {
      throw new Error(`a run without faults: ${JSON.stringify(verdict)}`);
    }
    const [report] = reports;
    const note = `${report?.detail ?? ''} (${verdict.kind})`;
    return { trace, texts, struck, fired: report?.outcome === 'fired', note };
  }
}

type Counts = Record<Hit, number>;

function rowOf(system: string, naming: 'address' | Index, counts: Counts): readonly string[] {
  const all = counts.intended + counts.another + counts.missed;
  const { low, high } = wilson(counts.intended, all);
  const percent = (share: number): string => (100 * share).toFixed(1);
  return [
    system,
    TITLES[naming],
    String(all),
    String(counts.intended),
    String(counts.another),
    String(counts.missed),
    `${percent(counts.intended / Math.max(1, all))} %`,
    `${percent(low)}–${percent(high)}`,
  ];
}

function aimsText({ targets, messages, unstable, twins }: Aims): string {
  const levels = new Map<string, number>();
  for (const { address } of targets) {
    levels.set(address.level, (levels.get(address.level) ?? 0) + 1);
  }
  const by = [...levels].map(([level, count]) => `${count} by ${level}`).join(', ');
  const rest = `${unstable} not met alike in all runs, ${twins} like another`;
  return `${messages} messages: ${targets.length} aimed at (${by}), ${rest}`;
}

async function measure(
  engine: Engine,
  system: System,
  replays: number,
): Promise<Readonly<Record<'address' | Index, Counts>>> {
  const stage = new Stage(engine, system);
  const baselines: Heard[] = [];
  for (let run = 0; run < stage.baselines; run += 1) {
    baselines.push(await stage.run([]));
  }
  const aimed = aims(baselines, system.identity);
  console.log(`${system.name}: ${aimsText(aimed)}`);
  const empty = (): Counts => ({ intended: 0, another: 0, missed: 0 });
  const counts = { address: empty(), node: empty(), channel: empty(), event: empty() };
  for (const target of spread(aimed.targets, replays)) {
    const fault: Fault = { kind: 'delay', at: target.address, hold: { until: 'time', ms: 1 } };
    const replay = await stage.run([fault]);
    const hits = judgeHits(replay, target, replay.fired, system.identity);
    for (const naming of NAMINGS) {
      counts[naming][hits[naming]] += 1;
    }
    if (values.verbose && hits.address !== 'intended') {
      console.log(`${hits.address}: ${faultText(fault)}: ${replay.note}`);
    }
  }
  return counts;
}

async function main(): Promise<void> {
  const engine = openEngine();
  engine.guard();
  engine.pin(allowedCpus().at(-1) ?? 0);
  Tracer.subscribe(engine);
  const table: (readonly string[])[] = [HEAD];
  for (const system of SYSTEMS.filter(({ name }) => name.includes(values.only))) {
    const counts = await measure(engine, system, Number(values.replays));
    const rows = NAMINGS.map((naming) => rowOf(system.name, naming, counts[naming]));
    table.push(...rows);
    const { intended, another, missed } = counts.address;
    if (intended < ENOUGH * (intended + another + missed)) {
      process.exitCode = 1;
    }
  }
  engine.close();
  console.log(alignRows(table, RIGHT).join('\n'));
}

await main();
