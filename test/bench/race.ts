/**
 * How often a race that must be lost for a failure is lost: by itself, and held to the order of a
 * run in which it was. `npm run race -- -n 100`. Ends with 1 when less than 95 % of the steered
 * runs fail.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { steeringOf } from '../../src/faults/steering.ts';
import type { Steering } from '../../src/model/steering.ts';
import type { Trace } from '../../src/model/trace.ts';
import { createProcessRunner } from '../../src/runner/process-runner.ts';
import { RACE_FAULTS, raceIn } from '../helpers/race.ts';

const { values } = parseArgs({ options: { n: { type: 'string', short: 'n', default: '100' } } });
const runs = Number(values.n);
const RATE_MIN = 0.95;

const folder = mkdtempSync(join(tmpdir(), 'ldfi-race-'));
const options = { storeDir: folder, keepRuns: 'failing' } as const;
const runner = await createProcessRunner(raceIn(folder), options);
let id = 0;
let failing: Trace | undefined;

async function violations(steering?: Steering): Promise<number> {
  let violated = 0;
  for (let run = 0; run < runs; run += 1) {
    id += 1;
    const held = steering && { steering };
    const request = { id, purpose: 'replay', faults: RACE_FAULTS, ...held } as const;
    const { verdict, trace } = await runner.run(request);
    if (verdict.kind === 'violated') {
      violated += 1;
      failing = trace;
    }
  }
  return violated;
}

try {
  const plain = await violations();
  console.log(`by itself: violated in ${plain} of ${runs}`);
  if (failing === undefined) {
    process.exitCode = 1;
  } else {
    const held = await violations(steeringOf(failing));
    console.log(`held to the order of one that failed: violated in ${held} of ${runs}`);
    process.exitCode = held / runs < RATE_MIN ? 1 : 0;
  }
} finally {
  await runner.close();
  rmSync(folder, { recursive: true, force: true });
}
