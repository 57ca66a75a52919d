/**
 * Run in a PID namespace of its own (pid-reuse.test.ts): two processes of a node make children,
 * each with the pid of one that has just ended, and the trace has to keep them apart. Ends with 1
 * and a reason if it does not.
 */
import * as assert from 'uvu/assert';
import type { EventId, Trace } from '../../src/model/trace.ts';
import { play } from './play.ts';

const CHILDREN = Number(process.argv[2]);

/** Process ordinals of the ends of edges of a kind, by the event that they lead to. */
function edgesOf(trace: Trace, kind: string, at: (event: EventId) => boolean) {
  const processOf = (event: EventId): number => trace.events.at(event)?.process ?? -1;
  return trace.edges
    .filter((edge) => edge.kind === kind && at(edge.to))
    .map(({ from, to }) => ({ from: processOf(from), to: processOf(to) }));
}

const { trace, output, ends, unfollowed } = await play(
  { c: ['fork {', `churn ${CHILDREN}`, '}', `churn ${CHILDREN}`, 'wait'] },
  { deadlineMs: 240_000 },
);
assert.equal([ends['c'], unfollowed], ['exit code 0', []]);
assert.equal(
  (output['c'] ?? '').split('\n').filter((line) => line.startsWith('churn')),
  Array(2).fill('churn: 0 wrong, pids come again'),
);

// The first two are the parents; each child is a process of its own, and a child of one of them.
const parents = [0, 1];
const children = [...Array(2 * CHILDREN).keys()].map((index) => index + 2);
const calls = (call: string): number[] =>
  trace.events
    .filter((event) => event.call === call && !parents.includes(event.process))
    .map((event) => event.process);
assert.equal(
  calls('exit').toSorted((a, b) => a - b),
  children,
);
const made = edgesOf(trace, 'spawn', (to) => !parents.includes(trace.events.at(to)?.process ?? 0));
assert.equal(
  made.map(({ to }) => to).toSorted((a, b) => a - b),
  children,
);
const waited = edgesOf(trace, 'wait', () => true).filter(({ from }) => !parents.includes(from));
const parentOf = new Map(made.map(({ from, to }) => [to, from]));
assert.equal(
  waited.map(({ from }) => from).toSorted((a, b) => a - b),
  children,
  'the end of each is told once',
);
for (const { from, to } of waited) {
  assert.is(parentOf.get(from), to, `${from} was waited for by its parent`);
}
const heard = edgesOf(trace, 'data', () => true);
assert.equal(
  heard.map(({ from }) => from).toSorted((a, b) => a - b),
  children,
);
for (const { from, to } of heard) {
  assert.is(parentOf.get(from), to, `${from} wrote to its parent`);
}
