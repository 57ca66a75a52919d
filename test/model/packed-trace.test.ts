import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { emptyTrace, packTrace, unpackTrace } from '../../src/model/packed-trace.ts';
import { randomTrace } from '../helpers/random-trace.ts';

const test = suite('model/packed-trace');

test('property: a trace that was packed, cloned and unpacked is the same', () => {
  fc.assert(
    fc.property(randomTrace, (trace) => {
      const again = unpackTrace(structuredClone(packTrace(trace)));
      assert.is(JSON.stringify(again), JSON.stringify(trace));
      assert.equal(again.events.lastOf('client'), trace.events.lastOf('client'));
    }),
  );
});

test('as JSON a trace is made of arrays of objects', () => {
  assert.equal(JSON.parse(JSON.stringify(emptyTrace('s'))), {
    version: 1,
    spec: 's',
    nodes: [],
    events: [],
    channels: [],
    edges: [],
    messages: [],
    workload: { from: 0, to: 0 },
  });
});

test.run();
