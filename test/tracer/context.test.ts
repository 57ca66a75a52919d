import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Context, leaveTurn, record } from '../../src/tracer/context.ts';
import { ProcessTable, type Thread } from '../../src/tracer/processes.ts';
import { Recorder } from '../../src/tracer/recorder.ts';
import type { Stop } from '../../src/tracer/stop.ts';
import { Turn } from '../../src/tracer/turn.ts';

const test = suite('tracer/context');

const setUp = () => {
  const recorder = new Recorder();
  const context = { recorder, startNs: 1000, freed: [] } as unknown as Context;
  const thread = new ProcessTable().addProcess(10, 'a', new Map());
  return { context, thread, recorder };
};

const at = (atNs: number): Stop => ({ atNs }) as Stop;

test('an event names its node, process and thread, and its time in µs since the start', () => {
  const { context, thread, recorder } = setUp();
  const id = record(context, thread, 'send', 'exit', at(8_600), { result: 5 });
  assert.equal(recorder.events.at(id), {
    id: 0,
    node: 'a',
    process: 0,
    thread: 0,
    call: 'send',
    phase: 'exit',
    atUs: 8,
    result: 5,
  });
  assert.is(thread.process.lastEvent, id);
});

test('only the first event of a thread is after the event that made it', () => {
  const { context, thread, recorder } = setUp();
  const spawn = record(context, thread, 'spawn', 'exit', at(0));
  thread.spawnedBy = spawn;
  const first = record(context, thread, 'send', 'entry', at(0));
  record(context, thread, 'send', 'exit', at(0));
  assert.equal(recorder.finish('', []).edges.toJSON(), [{ from: spawn, to: first, kind: 'spawn' }]);
});

test('leaving a turn frees it, once', () => {
  const { context, thread } = setUp();
  const turn = new Turn<Thread, Stop>();
  turn.take(thread);
  thread.turn = turn;
  leaveTurn(context, thread);
  leaveTurn(context, thread);
  assert.equal(context.freed, [turn]);
  assert.is(turn.holder, undefined);
});

test.run();
