/** Calls as spans. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { spansOf } from '../../../src/report/exports/spans.ts';
import { randomTrace } from '../../helpers/random-trace.ts';
import { failingRun } from '../../helpers/recordings.ts';

const test = suite('spans');

test('a call is a span of the caller and, if it arrived, one of the callee', () => {
  const spans = spansOf(failingRun().trace);
  assert.equal(
    spans.map(({ kind, node, peer, name }) => `${kind} ${node} ${peer} ${name}`),
    [
      'client client a PUT 1',
      'server a client PUT 1',
      'producer a b COPY 1',
      'client invariant b LIST',
      'server b invariant LIST',
    ],
  );
});

test('a call made for another has its server span as parent, in the same trace', () => {
  const [, server, copy] = spansOf(failingRun().trace);
  assert.is(copy?.parentId, server?.id);
  assert.is(copy?.traceId, server?.traceId);
});

test('ids are well formed and single, parents are there, durations are positive', () => {
  fc.assert(
    fc.property(randomTrace, (trace) => {
      const spans = spansOf(trace);
      const ids = new Set(spans.map(({ id }) => id));
      assert.is(ids.size, spans.length);
      for (const span of spans) {
        assert.match(span.traceId, /^[0-9a-f]{32}$/);
        assert.match(span.id, /^[0-9a-f]{16}$/);
        assert.ok(span.parentId === undefined || ids.has(span.parentId));
        assert.ok(span.durationUs > 0);
      }
    }),
  );
});

test.run();
