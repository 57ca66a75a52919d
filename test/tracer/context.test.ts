import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Context,
  leaveTurn,
  record,
  recordEntry,
  recordExit,
} from '../../src/tracer/context.ts';
import { ProcessTable, type Thread } from '../../src/tracer/processes.ts';
import { Recorder } from '../../src/tracer/recorder.ts';
import type { Stop } from '../../src/tracer/stop.ts';
import type { Stream } from '../../src/tracer/stream.ts';
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

test('leaving a turn that somebody waits for frees it, once', () => {
  const { context, thread } = setUp();
  const turn = new Turn<Thread, Stop>();
  const other = { ...thread };
  turn.take(thread);
  turn.wait(other, at(0));
  thread.turn = turn;
  leaveTurn(context, thread);
  leaveTurn(context, thread);
  assert.equal(context.freed, [turn]);
  assert.is(turn.holder, undefined);
});

test('leaving a turn that nobody waits for tells nobody', () => {
  const { context, thread } = setUp();
  const turn = new Turn<Thread, Stop>();
  turn.take(thread);
  thread.turn = turn;
  leaveTurn(context, thread);
  assert.equal([context.freed, turn.holder], [[], undefined]);
});

test('the entry and the exit of a call on a stream are recorded as any event is', () => {
  const { context, thread, recorder } = setUp();
  const stream = { channel: { id: 3 }, direction: 'back' } as unknown as Stream;
  const events = recorder.events;
  const id = recordEntry(context, thread, 'send', at(8_600), stream);
  const done = recordExit(context, thread, 'send', at(9_600), stream, {
    ...{ from: 7, size: 5, result: 5 },
  });
  const failed = recordExit(context, thread, 'send', at(9_600), stream, {
    ...{ from: 12, size: 0, result: -11 },
  });
  const place = { channel: 3, direction: 'back' } as const;
  record(context, thread, 'send', 'entry', at(8_600), place);
  record(context, thread, 'send', 'exit', at(9_600), {
    ...{ ...place, result: 5, window: { from: 7, to: 12 } },
  });
  record(context, thread, 'send', 'exit', at(9_600), { ...place, result: -11 });
  for (const one of [id, done, failed]) {
    assert.equal({ ...events.at(one), id: 0 }, { ...events.at(one + 3), id: 0 });
  }
});

test.run();
