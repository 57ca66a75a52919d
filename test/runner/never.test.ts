/** What must not happen in any run. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Never } from '../../src/model/spec.ts';
import { judgeNever, type NodeRecord } from '../../src/runner/never.ts';
import { node } from './actors.ts';

const test = suite('runner/never');

const RECORDS: Readonly<Record<string, NodeRecord>> = {
  a: { log: 'started\n  panic: no disk\nbye\n', isCrashed: false, status: 'exit code 2' },
  b: { log: 'started\n', isCrashed: true, status: 'SIGKILL' },
  c: { log: `panic: ${'x'.repeat(1000)}`, isCrashed: false },
};

const judged = (...never: readonly Never[]): string | undefined =>
  judgeNever(
    { never, nodes: Object.keys(RECORDS).map((name) => node('/', name)) },
    (name) => RECORDS[name] ?? { log: '', isCrashed: false },
  )?.reason;

test('a line that matches is told, of the first node that wrote one', () => {
  assert.is(judged({ type: 'log', match: 'panic:' }), 'a wrote: panic: no disk');
  assert.is(judged({ type: 'log', match: '^panic:', node: 'b' }), undefined);
  assert.match(judged({ type: 'log', match: '^panic:' }) ?? '', /^c wrote: panic: x{293}$/);
});

test('a node that ends is told, unless a fault has killed it, or it lives', () => {
  assert.is(judged({ type: 'end' }), 'a ended by itself: exit code 2');
  assert.is(judged({ type: 'end', node: 'b' }), undefined);
  assert.is(judged({ type: 'end', node: 'c' }), undefined);
});

test('the spec rules the order, and nothing is asked of a spec that says nothing', () => {
  const both = [{ type: 'log', match: 'bye' }, { type: 'end' }] as const;
  assert.is(judged(...both), 'a wrote: bye');
  assert.is(judged(...both.toReversed()), 'a ended by itself: exit code 2');
  const nobody = () => assert.unreachable();
  assert.is(judgeNever({ nodes: [] }, nobody as () => NodeRecord), undefined);
});

test.run();
