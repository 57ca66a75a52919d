/** A system of one small C program, right and wrong, as a user has it: its source and its spec. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../src/model/fault.ts';
import { labelAddress } from './findings.ts';
import { ROOT } from './root.ts';

/** It keeps what it is given before it answers. */
export const GOOD_STORE = readFileSync(join(ROOT, 'test/fixtures/system/put-store.c'), 'utf8');

const [GOOD, BAD] = [
  '\tkeep(file, text);\n\tanswer(client);',
  '\tanswer(client);\n\tkeep(file, text);',
];

/** It answers first. */
export const BAD_STORE = GOOD_STORE.replace(GOOD, BAD);

/** What loses the value where the answer comes first. */
export const LOSES_IT: Fault = {
  kind: 'crash',
  node: 'store',
  when: 'after',
  at: labelAddress('store', 'client', 'OK'),
};

/** The program stands beside it, as `put-store`. */
export const STORE_SPEC = `version: 1
name: put-store
nodes:
  store:
    command: [./put-store, serve, '\${port.store.main}', '\${run}/value']
    ports: { main: auto }
    framer: line
workload: { command: [./put-store, put, '\${port.store.main}', '\${run}/acked'] }
invariant:
  command:
    - sh
    - -c
    - >-
      test -e "$0/acked" || exit 77;
      grep -q hello "$0/value" && exit 0;
      echo hello was acknowledged and is gone; exit 1
    - '\${run}'
faults: { kinds: [crash], bounds: { max_faults: 1, crashes: 1 } }
baselines: 1
confirm: { runs: 1, threshold: 1 }
`;

/** Compiles `put-store.c` in that folder, where it is. */
export function compileStore(folder: string, ...flags: readonly string[]): void {
  const { status, stderr } = spawnSync('cc', [...flags, '-o', 'put-store', 'put-store.c'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) {
    throw new Error(stderr);
  }
}
