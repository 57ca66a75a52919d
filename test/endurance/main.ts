/**
 * `npm run endurance -- <system> -n <runs>`: fault-free runs in a row through the product's own
 * runner. Counts what must not happen: hangs, verdicts other than "held", bytes that were lost,
 * calls that could not be followed, processes that were left behind. Exits 1 when there was any.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { allowedCpus } from '../../src/runner/cpus.ts';
import { runExperiment } from '../../src/runner/experiment.ts';
import { loadSpec } from '../../src/spec/load-spec.ts';
import { openEngine } from '../../src/tracer/engine.ts';
import { Tracer } from '../../src/tracer/tracer.ts';
import { descendants } from '../conformance/descendants.ts';
import { checkNothingLost } from '../conformance/flows.ts';
import { ROOT } from '../helpers/root.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { checkTrace } from '../tracer/check-trace.ts';
import { type Run, Tally } from './tally.ts';

const SYSTEMS: Readonly<Record<string, string>> = {
  redis: 'specs/redis-failover/redis-failover.yaml',
  etcd: 'test/fixtures/endurance/etcd.yaml',
  nats: 'test/fixtures/endurance/nats.yaml',
  node: 'test/fixtures/endurance/node.yaml',
  jvm: 'test/fixtures/endurance/jvm.yaml',
};

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', short: 'n', default: '100' } },
  allowPositionals: true,
});

const spec = SYSTEMS[positionals[0] ?? ''];
const runs = Number(values.runs);
if (spec === undefined || !(runs > 0)) {
  console.error(`usage: npm run endurance -- ${Object.keys(SYSTEMS).join('|')} [-n 100]`);
  process.exit(64);
}

const engine = openEngine();
engine.guard();
engine.pin(allowedCpus().at(-1) ?? 0);
Tracer.subscribe(engine);

const system = loadSpec(join(ROOT, spec));
const folder = makeScratch();

const textOf = (error: unknown): string =>
  error instanceof Error ? `${error.message}` : String(error);

async function run(id: number): Promise<Run> {
  const trouble: string[] = [];
  const request = { id, faults: [], purpose: 'baseline' } as const;
  const began = engine.now();
  let events = 0;
  try {
    const { verdict, trace } = await runExperiment(system, request, join(folder, 'run'), engine);
    events = trace.events.length;
    if (verdict.kind !== 'held') {
      trouble.push(`${verdict.kind}: ${JSON.stringify(verdict)}`);
    }
    try {
      checkTrace(trace, false);
      checkNothingLost(trace);
    } catch (error) {
      trouble.push(`lost: ${textOf(error)}`);
    }
  } catch (error) {
    trouble.push(`failed: ${textOf(error)}`);
  }
  trouble.push(...descendants().map(({ name, pid }) => `left behind: ${name} (${pid})`));
  return { trouble, events, durationMs: (engine.now() - began) / 1e6 };
}

const tally = new Tally();
for (let id = 1; id <= runs; id++) {
  const one = await run(id);
  tally.add(one);
  for (const text of one.trouble) {
    console.log(`run ${id}: ${text}`);
  }
  if (id % 50 === 0 && id < runs) {
    console.log(`… ${tally.line(positionals[0] ?? '')}`);
  }
}
console.log(tally.line(positionals[0] ?? ''));
process.exitCode = tally.isClean ? 0 : 1;
