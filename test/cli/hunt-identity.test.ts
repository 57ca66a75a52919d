/** What makes a hunt another one, and what does not. */
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { huntIdentity } from '../../src/cli/hunt-identity.ts';
import { type HuntPlan, planHunt } from '../../src/cli/hunt-plan.ts';
import { parseSpec } from '../../src/spec/load-spec.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('hunt identity');

const folder = makeScratch();
const script = join(folder, 'server.sh');
writeFileSync(script, 'one');

function plan(overrides: Partial<Parameters<typeof planHunt>[1]> = {}, name = 'small'): HuntPlan {
  const text = `version: 1
name: ${name}
nodes: { server: { command: [sh, server.sh] } }
workload: { command: ['true'] }
invariant: { command: ['true'] }
`;
  const spec = parseSpec(text, join(folder, 'small.yaml'));
  return planHunt(spec, { perKindMax: {}, stopOn: 'first', ...overrides });
}

const same = huntIdentity(plan());

test('equal hunts are one, whatever their budgets', () => {
  assert.match(same, /^[0-9a-f]{64}$/);
  assert.is(huntIdentity(plan()), same);
  assert.is(huntIdentity(plan({ experimentsMax: 5, timeMs: 7, stopOn: 'all' })), same);
});

test('spec, bounds and strategy make another', () => {
  const others = [
    plan({}, 'other'),
    plan({ faultsMax: 1 }),
    plan({ strategy: 'random' }),
    plan({ strategy: 'random', seed: 2 }),
    plan({ inject: ['server: crash at end'] }),
  ];
  const identities = new Set([same, ...others.map(huntIdentity)]);
  assert.is(identities.size, others.length + 1);
});

test('a program that was built anew makes another', () => {
  utimesSync(script, 1, 1);
  assert.not.equal(huntIdentity(plan()), same);
});

test.run();
