import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { learnNaming } from '../../src/faults/naming.ts';
import { faultText } from '../../src/faults/text.ts';
import { endStates, supportOf } from '../../src/lineage/support.ts';
import type { Trace } from '../../src/model/trace.ts';
import { literalsIn } from '../../src/search/literals.ts';
import { isAcross } from '../../src/search/partitions.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('partitions that a hunt tries');

function partitionsOf(trace: Trace): readonly string[] {
  const support = supportOf(trace, endStates(trace));
  const options = { naming: learnNaming([trace]), kinds: new Set(['partition'] as const) };
  return literalsIn(trace, support, { ...options, cutEndings: [] }).map(({ fault }) =>
    faultText(fault),
  );
}

test('a partition begins with the workload, or right after a message that crossed', () => {
  const builder = traceBuilder(['a', 'b', 'c']);
  builder.startWorkload();
  builder.message('client', 'a', 'PUT');
  builder.message('a', 'b', 'X', { kind: 'udp' });
  builder.message('b', 'c', 'Y', { kind: 'udp' });
  builder.endWorkload();
  assert.equal(partitionsOf(builder.build()), [
    'a↔b,c: partition from workload started',
    'a,b↔c: partition from workload started',
    'a,c↔b: partition from workload started',
    'a,c↔b: partition from a→b udp "X"#1 sent',
  ]);
});

test('of more than five nodes each is parted from all others', () => {
  const nodes = ['a', 'b', 'c', 'd', 'e', 'f'];
  const builder = traceBuilder(nodes);
  builder.startWorkload();
  for (const node of nodes.slice(1)) {
    builder.message('a', node, 'X', { kind: 'udp' });
  }
  builder.endWorkload();
  const texts = partitionsOf(builder.build());
  // a from the start and after each message but the last; each other node from the start.
  assert.is(texts.length, 5 + 5);
  assert.ok(texts.includes('a,b,c,d,e↔f: partition from workload started'));
});

test('a single node is parted from nobody, and clients are on no side', () => {
  const builder = traceBuilder(['a']);
  builder.startWorkload();
  builder.message('client', 'a', 'X', { kind: 'udp' });
  builder.endWorkload();
  assert.equal(partitionsOf(builder.build()), []);
});

test('links are across if their ends are on different sides', () => {
  const sides = [['a'], ['b', 'c']] as const;
  assert.ok(isAcross(sides, 'a', 'c'));
  assert.ok(isAcross(sides, 'b', 'a'));
  assert.not(isAcross(sides, 'b', 'c'));
  assert.not(isAcross(sides, 'client', 'a'));
});

test.run();
