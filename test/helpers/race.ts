/** Two clients of which the second must be first for a crash to lose what it was promised. */
import { join } from 'node:path';
import { parseFault } from '../../src/faults/text.ts';
import type { Spec } from '../../src/model/spec.ts';
import { loadSpec } from '../../src/spec/load-spec.ts';
import { compile } from '../tracer/compile.ts';
import { writeFiles } from './scratch.ts';

/** Breaks the promise when b is the first that is written. */
export const RACE_FAULTS = [parseFault('primary: crash after primary→client.2 "OK b"#1')];

const INVARIANT = `
for value in a b; do
  if grep -qs "OK $value" "$1"/client.*.log && ! grep -qs "COPY $value" "$1/backup.log"; then
    if grep -qs crash <<end
$LDFI_FAULTS
end
    then
      echo "$value was acknowledged and is lost"
      exit 1
    fi
  fi
done
exit 0
`;

/** Writes it to that folder. Without faults the primary lives and has what the backup lacks. */
export function raceIn(folder: string): Spec {
  const racer = compile('racer');
  const text = `version: 1
name: race
nodes:
  backup:
    command: ['${racer}', backup, '\${port.backup.main}']
    ports: { main: auto }
    framer: line
  primary:
    command: ['${racer}', primary, '\${port.primary.main}', '\${port.backup.main}']
    ports: { main: auto }
    framer: line
workload:
  command: ['${racer}', client, '\${name}', '\${port.primary.main}']
  clients: 2
  timeout: 20s
invariant: { command: [sh, invariant.sh, '\${run}'] }
faults: { kinds: [crash] }
`;
  writeFiles(folder, { 'race.yaml': text, 'invariant.sh': INVARIANT });
  return loadSpec(join(folder, 'race.yaml'));
}
