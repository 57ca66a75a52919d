import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EdgeLog } from '../../src/model/edge-log.ts';
import type { Edge } from '../../src/model/trace.ts';

const test = suite('model/edge-log');

const edges = fc.array(
  fc.record(
    {
      from: fc.nat(30),
      to: fc.nat(30),
      kind: fc.constantFrom('data' as const, 'close' as const),
    },
    { noNullPrototype: true },
  ),
  { maxLength: 100 },
);

const sorted = (list: readonly Edge[]): readonly Edge[] =>
  list.toSorted((a, b) => a.to - b.to || a.from - b.from);

test('property: edges come back sorted by (to, from), equal ones in the order given', () => {
  fc.assert(
    fc.property(edges, (list) => {
      const log = EdgeLog.of(list);
      assert.equal([...log], sorted(list));
      assert.equal(JSON.parse(JSON.stringify(log)), sorted(list));
      assert.is(log.length, list.length);
    }),
  );
});

test('property: the edges into an event lie between its first and that of the next', () => {
  fc.assert(
    fc.property(edges, fc.integer({ min: -1, max: 40 }), (list, event) => {
      const log = EdgeLog.of(list);
      const into = [...log].slice(log.first(event), log.first(event + 1));
      assert.equal(
        into,
        sorted(list).filter(({ to }) => to === event),
      );
    }),
  );
});

test('property: it survives being cloned as plain columns', () => {
  fc.assert(
    fc.property(edges, (list) => {
      const log = EdgeLog.of(list);
      assert.equal([...new EdgeLog(structuredClone(log.pack()))], [...log]);
    }),
  );
});

test('edges are read by index, mapped, filtered and found', () => {
  const log = EdgeLog.of([
    { from: 1, to: 2, kind: 'data' },
    { from: 0, to: 1, kind: 'spawn' },
  ]);
  assert.equal(log.at(0), { from: 0, to: 1, kind: 'spawn' });
  assert.is(log.at(2), undefined);
  assert.equal(
    log.map(({ from }) => from),
    [0, 1],
  );
  assert.equal(
    log.filter(({ kind }) => kind === 'data'),
    [{ from: 1, to: 2, kind: 'data' }],
  );
  assert.equal(
    log.find(({ to }) => to === 2),
    { from: 1, to: 2, kind: 'data' },
  );
});

test.run();
