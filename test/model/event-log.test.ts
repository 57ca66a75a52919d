import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesOf } from '../../src/model/columns.ts';
import { InvariantError } from '../../src/model/errors.ts';
import { EventLog, GrowingEventLog } from '../../src/model/event-log.ts';
import type { TraceEvent } from '../../src/model/trace.ts';

const test = suite('model/event-log');

const SPAWN: Omit<TraceEvent, 'id'> = {
  node: 'a',
  process: 0,
  thread: 0,
  call: 'spawn',
  phase: 'exit',
  atUs: 1,
};

const event = fc.record(
  {
    node: fc.constantFrom('a', 'b', 'client'),
    process: fc.nat(3),
    thread: fc.nat(3),
    call: fc.constantFrom('send' as const, 'receive' as const, 'exit' as const),
    phase: fc.constantFrom('entry' as const, 'exit' as const),
    atUs: fc.nat(2 ** 40),
    channel: fc.nat(9),
    direction: fc.constantFrom('forth' as const, 'back' as const),
    window: fc
      .tuple(fc.nat(2 ** 40), fc.nat(2 ** 31))
      .map(([from, size]) => ({ from, to: from + size })),
    result: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  },
  { requiredKeys: ['node', 'process', 'thread', 'call', 'phase', 'atUs'] },
);

test('property: what was pushed is read back, one by one and as JSON', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 150 }), (events) => {
      const expected = events.map((one, id) => ({ id, ...one }));
      const log = EventLog.of(expected);
      assert.is(log.length, events.length);
      assert.equal([...log], expected);
      assert.equal(
        expected.map(({ id }) => log.at(id)),
        expected,
      );
      assert.equal(JSON.parse(JSON.stringify(log)), JSON.parse(JSON.stringify(expected)));
    }),
  );
});

test('property: it survives being cloned as plain columns', () => {
  fc.assert(
    fc.property(fc.array(event), (events) => {
      const log = EventLog.of(events.map((one, id) => ({ id, ...one })));
      assert.equal([...new EventLog(structuredClone(log.pack()))], [...log]);
    }),
  );
});

test('a question about an event that is not there has no answer', () => {
  const log = EventLog.of([{ id: 0, ...SPAWN }]);
  for (const id of [-1, 1, 64, 0.5]) {
    assert.equal(
      [log.at(id), log.nodeOf(id), log.callOf(id), log.channelOf(id), log.threadOf(id)],
      Array(5).fill(undefined),
    );
  }
});

test('nodes, calls and channels are told without making an event', () => {
  const log = EventLog.of([
    { id: 0, ...SPAWN },
    { id: 1, ...SPAWN, node: 'b', call: 'send', channel: 0 },
  ]);
  assert.equal([log.nodeOf(1), log.callOf(1), log.channelOf(1)], ['b', 'send', 0]);
  assert.equal([log.channelOf(0), log.lastOf('a'), log.lastOf('c')], [undefined, 0, undefined]);
});

test('what is pushed after a snapshot is no part of it', () => {
  const log = new GrowingEventLog();
  log.push(SPAWN);
  const before = log.snapshot();
  log.push({ ...SPAWN, node: 'b' });
  assert.equal([before.length, before.at(1), before.threads.length], [1, undefined, 1]);
  assert.is(log.length, 2);
});

test('a number that its column cannot hold is refused, not bent', () => {
  for (const large of [{ result: 2 ** 40 }, { window: { from: 0, to: 2 ** 40 } }]) {
    assert.throws(
      () => new GrowingEventLog().push({ ...SPAWN, ...large }),
      (error: unknown) => error instanceof InvariantError,
    );
  }
});

test('the first and the last event of a kind are found', () => {
  const log = EventLog.of([0, 1, 2].map((id) => ({ id, ...SPAWN, atUs: id })));
  const isLate = ({ atUs }: TraceEvent): boolean => atUs > 0;
  assert.equal([log.find(isLate)?.id, log.findLast(isLate)?.id], [1, 2]);
  assert.is(
    log.find(() => false),
    undefined,
  );
  assert.equal(
    log.filter(isLate).map(({ id }) => id),
    [1, 2],
  );
});

test('an event takes 34 bytes', () => {
  const log = EventLog.of(Array.from({ length: 1000 }, (_, id) => ({ id, ...SPAWN })));
  assert.is(bytesOf(log.columns), 34 * 1000);
});

test.run();
