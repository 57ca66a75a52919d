/** What must not happen in any run. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Never } from '../../src/model/spec.ts';
import { judgeNever, type NodeRecord, type WorkloadRecord } from '../../src/runner/never.ts';

const test = suite('runner/never');

const LIVES: NodeRecord = { log: '', isCrashed: false, fallen: [] };
const RECORDS: Readonly<Record<string, NodeRecord>> = {
  a: { ...LIVES, log: 'started\n  panic: no disk\nbye\n', status: 'exit code 2' },
  b: { ...LIVES, log: 'started\n', isCrashed: true, status: 'signal 9' },
  c: { ...LIVES, log: `panic: ${'x'.repeat(1000)}` },
  client: { ...LIVES, log: 'gave up\n', status: 'exit code 1' },
};
const ENDED: WorkloadRecord = { hung: false };

const judgedIn = (
  records: Readonly<Record<string, NodeRecord>>,
  never: readonly Never[],
  workload = ENDED,
): string | undefined =>
  judgeNever({ never }, Object.keys(records), (name) => records[name] ?? LIVES, workload)?.reason;

const judged = (...never: readonly Never[]): string | undefined => judgedIn(RECORDS, never);

test('a line that matches is told, of the first node that wrote one', () => {
  assert.is(judged({ type: 'log', match: 'panic:' }), 'a wrote: panic: no disk');
  assert.is(judged({ type: 'log', match: '^panic:', node: 'b' }), undefined);
  assert.match(judged({ type: 'log', match: '^panic:' }) ?? '', /^c wrote: panic: x{293}$/);
});

test('the log of the workload counts only where it is asked for', () => {
  assert.is(judged({ type: 'log', match: 'gave up' }), undefined);
  const ofClient = { type: 'log', match: 'gave up', node: 'client' } as const;
  assert.is(judged(ofClient), 'client wrote: gave up');
  assert.is(
    judgedIn({ 'client.2': { ...LIVES, log: 'gave up' } }, [ofClient]),
    'client.2 wrote: gave up',
  );
});

test('a node that ends is told, unless a fault has killed it, or it lives', () => {
  assert.is(judged({ type: 'end' }), 'a ended by itself: exit code 2');
  assert.is(judged({ type: 'end', node: 'b' }), undefined);
  assert.is(judged({ type: 'end', node: 'c' }), undefined);
});

test('a crash is a signal that no fault sent, a process that fell, or what it wrote', () => {
  const crash = { type: 'crash' } as const;
  const of = (more: Partial<NodeRecord>) => judgedIn({ s: { ...LIVES, ...more } }, [crash]);
  assert.is(of({ status: 'exit code 1' }), undefined);
  assert.is(of({ status: 'signal 9', isCrashed: true }), undefined);
  assert.is(of({ status: 'signal 11', signal: 'SIGSEGV' }), 's died of SIGSEGV');
  assert.is(of({ fallen: ['SIGABRT'] }), 'a process of s died of SIGABRT');
  assert.is(of({ log: 'x\npanic: no disk\n' }), 's wrote: panic: no disk');
  assert.is(judged({ type: 'crash', node: 'b' }), undefined);
});

test('a workload that hangs, or fails, is told where the spec asks', () => {
  const hang = { type: 'hang', graceMs: 1 } as const;
  const hung = { hung: true };
  assert.match(judgedIn({}, [hang], hung) ?? '', /the workload hangs/);
  assert.is(judgedIn({}, [{ type: 'fail' }], hung), undefined);
  assert.is(
    judgedIn({}, [hang, { type: 'fail' }], { hung: false, failure: 'client ended with 3' }),
    'the workload failed: client ended with 3',
  );
  assert.is(judgedIn({}, [hang, { type: 'fail' }]), undefined);
});

test('the spec rules the order, and nothing is asked of a spec that says nothing', () => {
  const both = [{ type: 'log', match: 'bye' }, { type: 'end' }] as const;
  assert.is(judged(...both), 'a wrote: bye');
  assert.is(judged(...both.toReversed()), 'a ended by itself: exit code 2');
  const nobody = () => assert.unreachable();
  assert.is(judgeNever({}, ['a'], nobody as () => NodeRecord, ENDED), undefined);
});

test.run();
