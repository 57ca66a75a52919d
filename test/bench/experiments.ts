/** Complete tiny experiments: a Redis, two clients with one GET each, launch to teardown. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Runner } from '../../src/model/run.ts';
import { createProcessRunner } from '../../src/runner/process-runner.ts';
import { parseSpec } from '../../src/spec/load-spec.ts';
import { makeScratch } from '../helpers/scratch.ts';

const CLIENTS =
  'redis-cli -p $0 get x >/dev/null & redis-cli -p $0 get x >/dev/null; r=$?; wait $! && exit $r';

const SPEC = `version: 1
name: tiny
nodes:
  server:
    command:
      [
        redis-server, --port, '\${port.server.redis}', --bind, 127.0.0.1, --daemonize, 'no',
        --dir, '\${dir}', --save, '', --appendonly, 'no', --loglevel, warning
      ]
    ports: { redis: auto }
    ready: [{ listen: redis, timeout: 30s }]
    framer: resp
workload: { command: [sh, -c, '${CLIENTS}', '\${port.server.redis}'], timeout: 20s }
invariant: { command: ['true'], timeout: 20s }
faults:
  kinds: [cut]
  bounds: { max_faults: 1, crashes: 0, cuts: 1, omissions: 0, refusals: 0 }
`;

export interface Laboratory {
  readonly runner: Runner;
  /** Experiments a second over `count` of them. */
  rate(count: number): Promise<number>;
}

export const createLaboratory = async (): Promise<Laboratory> => {
  const folder = makeScratch();
  const spec = parseSpec(SPEC, join(folder, 'tiny.yaml'));
  const runner = await createProcessRunner(spec, { storeDir: folder, keepRuns: 'failing' });
  let id = 0;
  const rate = async (count: number): Promise<number> => {
    const start = process.hrtime.bigint();
    for (let i = 0; i < count; i++) {
      id += 1;
      const { verdict } = await runner.run({ id, purpose: 'baseline', faults: [] });
      if (verdict.kind !== 'held') {
        throw new Error(`a tiny experiment was ${JSON.stringify(verdict)}`);
      }
    }
    return count / (Number(process.hrtime.bigint() - start) / 1e9);
  };
  await rate(3);
  return { runner, rate };
};

const START = [
  'redis-server --port $0 --bind 127.0.0.1 --save "" --loglevel warning >/dev/null & s=$!',
  'until redis-cli -p $0 get x >/dev/null 2>&1; do :; done',
  'redis-cli -p $0 get x >/dev/null; kill -9 $s; wait $s 2>/dev/null; true',
].join('; ');

/** The same by a shell script without a tracer, to compare with. */
export const untracedRate = (count: number, port: number): number => {
  const start = process.hrtime.bigint();
  for (let i = 0; i < count; i++) {
    spawnSync('sh', ['-c', START, String(port)]);
  }
  return count / (Number(process.hrtime.bigint() - start) / 1e9);
};
