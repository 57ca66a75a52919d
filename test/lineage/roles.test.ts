import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { rolesIn } from '../../src/lineage/roles.ts';
import type { NodeName } from '../../src/model/trace.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('roles');

type Sent = readonly [from: NodeName, to: NodeName, label: string];

function alike(sent: readonly Sent[]): (a: NodeName, b: NodeName) => boolean {
  const builder = traceBuilder(['lead', 'b', 'c']);
  builder.startWorkload();
  for (const [from, to, label] of sent) {
    builder.message(from, to, label);
  }
  builder.endWorkload();
  const roles = rolesIn(builder.build());
  return (a, b) => roles.get(a) === roles.get(b);
}

const COPIES: readonly Sent[] = [
  ['client', 'lead', 'SET'],
  ['lead', 'b', 'COPY'],
  ['lead', 'c', 'COPY'],
];

test('nodes that exchange the same with the same have one role', () => {
  const are = alike(COPIES);
  assert.ok(are('b', 'c'));
  assert.not.ok(are('lead', 'b'));
  assert.not.ok(are('lead', 'client'));
});

test('how often a message is sent makes no difference', () => {
  assert.ok(alike([...COPIES, ['lead', 'c', 'COPY']])('b', 'c'));
});

test('what only one of them sends does', () => {
  assert.not.ok(alike([...COPIES, ['c', 'lead', 'COPIED']])('b', 'c'));
});

test('nodes with peers of other roles have other roles', () => {
  const are = alike([
    ['client', 'lead', 'X'],
    ['lead', 'b', 'X'],
    ['b', 'c', 'X'],
  ]);
  assert.not.ok(are('lead', 'b'));
  assert.not.ok(are('b', 'c'));
});

test.run();
