/** When what the goals name has happened in a run: lines of logs between events, ends, messages. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { GrowingEventLog } from '../../src/model/event-log.ts';
import type { Goal, GoalEvent, GoalsReached } from '../../src/model/goal.ts';
import type { Trace } from '../../src/model/trace.ts';
import type { Witness } from '../../src/model/witness.ts';
import { runExperiment } from '../../src/runner/experiment.ts';
import { type GoalWatch, watchGoals } from '../../src/runner/goals.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { engineOf } from '../tracer/play.ts';
import { echoSpec } from './actors.ts';

const test = suite('runner/goals');

const goalOf = (...events: readonly GoalEvent[]): Goal => ({
  events,
  ...{ atLeast: events.length, monotone: false },
});

interface Stage {
  readonly goals: GoalWatch;
  /** The node does something that the tracer sees. */
  readonly act: (node: string) => void;
  readonly write: (node: string, text: string | Uint8Array) => void;
  readonly reached: () => GoalsReached;
}

function stageOf(goal: Goal): Stage {
  const folder = makeScratch();
  const events = new GrowingEventLog();
  const logOf = (node: string): string => join(folder, `${node}.log`);
  const goals = watchGoals([goal], logOf);
  const witnesses: Witness[] = goals.watches.map((watch) => watch({ events, channels: [] }));
  return {
    goals,
    act: (node) => {
      const where = { node, process: 0, thread: 0 };
      const id = events.push({ ...where, call: 'bind', phase: 'entry', atUs: 0 });
      for (const witness of witnesses) {
        witness.event(id);
      }
    },
    write: (node, text) => appendFileSync(logOf(node), text),
    reached: () => {
      goals.end();
      const reached = goals.reached({ events: events.snapshot() } as Trace, () => undefined);
      goals.close();
      return reached;
    },
  };
}

test('a line was written behind the last event of its node before it was seen', () => {
  const { act, write, reached } = stageOf(goalOf({ node: 'a', type: 'log', match: '^done' }));
  act('a');
  act('b');
  write('a', 'begun\ndone\n');
  act('b');
  act('a');
  act('a');
  assert.equal(reached(), [[{ event: 0, until: 3 }]]);
});

test('a line behind all events of its node is seen in the end', () => {
  const { act, write, reached } = stageOf(goalOf({ node: 'a', type: 'log', match: 'done' }));
  act('a');
  write('a', 'done\n');
  act('b');
  assert.equal(reached(), [[{ event: 0, until: 2 }]]);
});

test('half a line is no line yet, and a line may come in pieces', () => {
  const awaited = goalOf({ node: 'a', type: 'log', match: '^dön$' });
  const half = stageOf(awaited);
  half.act('a');
  half.write('a', 'dön');
  assert.equal(half.reached(), [[null]]);
  const whole = stageOf(awaited);
  const bytes = Buffer.from('dön\n');
  whole.write('a', bytes.subarray(0, 2));
  whole.act('a');
  whole.write('a', bytes.subarray(2));
  whole.act('a');
  assert.equal(whole.reached(), [[{ event: 0, until: 1 }]]);
});

test('a line before any event of its node, and one that nobody wrote', () => {
  const awaited = goalOf(
    { node: 'a', type: 'log', match: '^done' },
    { node: 'b', type: 'log', match: '^done' },
  );
  const { act, write, reached } = stageOf(awaited);
  write('a', 'done\n');
  act('a');
  act('b');
  assert.equal(reached(), [[{ event: -1, until: 0 }, null]]);
});

test('without goals nothing is watched', () => {
  assert.equal(watchGoals([], () => '/').watches, []);
});

test('in a real run: a line, a message, an exit code', async () => {
  const folder = makeScratch();
  const goals = [
    goalOf(
      { node: 's', type: 'log', match: '^read a: "hello"' },
      { node: 'client', type: 'receives', match: '^world$', from: 's' },
      { node: 'client', type: 'exits', code: 0 },
      { node: 'client', type: 'exits', code: 1 },
    ),
  ];
  const request = { id: 1, purpose: 'baseline', faults: [] } as const;
  const spec = echoSpec(folder, { goals });
  const { trace, reached } = await runExperiment(spec, request, join(folder, '1'), engineOf());
  const [[line, answer, end, other] = []] = reached ?? [];
  const words = trace.messages.filter(({ phase }) => phase === 'workload');
  const hello = words.find(({ label }) => label === 'hello')?.received.at(-1) ?? -1;
  const world = words.find(({ label }) => label === 'world');
  assert.is(line?.event, hello, 'it says so right after it has read');
  assert.ok((line?.until ?? 0) <= (world?.sent ?? -1), 'and before it answers');
  assert.is(answer?.event, world?.received[0]);
  assert.is(trace.events.callOf(end?.event ?? -1), 'exit');
  assert.is(other, null);
});

test('a run of a spec without goals says nothing of them', async () => {
  const folder = makeScratch();
  const request = { id: 1, purpose: 'baseline', faults: [] } as const;
  const result = await runExperiment(echoSpec(folder), request, join(folder, '1'), engineOf());
  assert.not.ok('reached' in result);
});

test.run();
