/**
 * The invariant: each accepted job is somewhere: done, or in the queue, or in a registry, where rq
 * finds it again. A job that a dead worker had begun is: its registry is cleaned after a while.
 *
 * Usage: invariant.js PORT_OF_REDIS
 * Exits: 0 holds · 1 a job is nowhere · 77 no job was accepted, or Redis is gone
 */
import { existsSync, readFileSync, writeSync } from 'node:fs';
import { dial, type Redis } from '../../redis-failover/resp.ts';

const TIMEOUT_MS = 2000;
const REGISTRIES = ['wip', 'finished', 'failed', 'deferred', 'scheduled', 'canceled'];

function end(code: number, reason: string): never {
  writeSync(1, `${reason}\n`);
  process.exit(code);
}

async function isSomewhere(redis: Redis, job: string): Promise<boolean> {
  const ask = (...words: readonly string[]) => redis.command(words, TIMEOUT_MS);
  if ((await ask('LPOS', 'rq:queue:q', job)) !== null) {
    return true;
  }
  for (const registry of REGISTRIES) {
    if ((await ask('ZSCORE', `rq:${registry}:q`, job)) !== null) {
      return true;
    }
  }
  return ['finished', 'failed'].includes(String(await ask('HGET', `rq:job:${job}`, 'status')));
}

const file = `${process.env['LDFI_RUN_DIR'] ?? '.'}/enqueued`;
const jobs = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
if (jobs.length === 0) {
  end(77, 'no job was accepted');
}
const redis = await dial(Number(process.argv[2]), TIMEOUT_MS).catch((error: Error) =>
  end(77, `Redis is gone: ${error.message}`),
);
for (const job of jobs) {
  if (!(await isSomewhere(redis, job))) {
    end(1, `${job} was accepted, but is neither done nor in the queue nor in any registry`);
  }
}
end(0, `done, or to be found again: ${jobs.join(', ')}`);
