/** Addresses of recorded messages. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addressLadders } from '../../src/faults/addresses.ts';
import { createPlan } from '../../src/faults/plan.ts';
import { EventLog } from '../../src/model/event-log.ts';
import type { TraceEvent } from '../../src/model/trace.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';
import { messageOf, outgoing, traceOf, workload } from './builders.ts';

const test = suite('addresses');

const eventAt = (id: number, call: TraceEvent['call']): TraceEvent => ({
  ...{ id, call, node: 'b', process: 0, thread: 0, phase: 'exit', atUs: id },
});

test('only messages of the workload have addresses, and only they count', () => {
  const trace = traceOf([
    messageOf(outgoing('SET k1'), 0, 'setup'),
    messageOf(outgoing('SET k1'), 1, 'workload'),
    messageOf(outgoing('SET k1'), 2, 'check'),
  ]);
  const ladders = addressLadders(trace);
  assert.equal([...ladders.keys()], [1]);
  assert.is(ladders.get(1)?.order.ordinal, 1);
});

test('a withheld message counts, for it was sent', () => {
  const trace = traceOf([
    messageOf(outgoing('SET k1'), 0, 'workload', true),
    messageOf(outgoing('SET k1'), 1),
  ]);
  assert.is(addressLadders(trace).get(1)?.label.ordinal, 2);
});

test('a recorded message has the addresses that the plan gave it in the run', () => {
  const trace = workload(
    'SET k1=v1',
    'SET k1=v2',
    'PING',
    outgoing('', 'a', 'b', 'connect'),
    'SET k1=v1',
  );
  const plan = createPlan([]);
  const committed = trace.messages.map((message) => plan.commit(message));
  assert.equal([...addressLadders(trace).values()], committed);
});

test('a poll that found it unread is no part of a context, the read is', () => {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  const heard = builder.send('a', 'b', 'X');
  const polled = builder.now();
  const trace = (call: 'poll' | 'receive') => {
    const events = [...builder.build().events, eventAt(polled, call), eventAt(polled + 1, 'send')];
    const answer = messageOf(outgoing('Z', 'b', 'a'), polled + 1);
    const read = { ...builder.messageAt(heard), received: [polled] };
    return { ...traceOf([read, answer]), events: EventLog.of(events) };
  };
  const contextAfter = (call: 'poll' | 'receive') =>
    addressLadders(trace(call)).get(1)?.context.digest;
  assert.is(contextAfter('poll'), '00000000');
  assert.is.not(contextAfter('receive'), '00000000');
});

test.run();
