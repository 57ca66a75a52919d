/** What holds for every trace, whatever ran. */
import * as assert from 'uvu/assert';
import { isStream } from '../../src/model/channel.ts';
import type { Direction, Trace, TraceEvent } from '../../src/model/trace.ts';

const isMove = (event: TraceEvent, call: 'send' | 'receive'): boolean =>
  event.call === call && event.phase === 'exit' && event.window !== undefined;

/** The windows of one direction follow each other without a hole; returns where they end. */
function contiguous(
  trace: Trace,
  channel: number,
  direction: Direction,
  call: 'send' | 'receive',
): number {
  const { client, server } = trace.channels[channel] ?? {};
  let at: number | undefined = client === server ? undefined : 0;
  for (const event of trace.events) {
    if (event.channel === channel && event.direction === direction && isMove(event, call)) {
      // A channel inside a node may have been met with something in it.
      at ??= event.window?.from ?? 0;
      assert.is(event.window?.from, at, `${call} ${event.id} of channel ${channel} ${direction}`);
      at = event.window?.to ?? at;
    }
  }
  return at ?? 0;
}

/** A sender that dies in a call sends what its messages say, and its call has no end. */
function reachOfMessages(trace: Trace, channel: number, direction: Direction): number {
  const ends = trace.messages
    .filter((message) => message.channel === channel && message.direction === direction)
    .filter(({ kind, withheld }) => isStream(kind) && !withheld)
    .map(({ window }) => window.to);
  return Math.max(0, ...ends);
}

function checkStreams(trace: Trace, gaps: boolean): void {
  for (const { id, kind } of trace.channels) {
    for (const direction of ['forth', 'back'] as const) {
      if (isStream(kind)) {
        const sent = Math.max(
          contiguous(trace, id, direction, 'send'),
          reachOfMessages(trace, id, direction),
        );
        const read = contiguous(trace, id, direction, 'receive');
        const isOutside =
          trace.channels[id]?.client === 'outside' || trace.channels[id]?.server === 'outside';
        assert.ok(
          gaps || isOutside || read <= sent,
          `channel ${id} ${direction}: read ${read} of ${sent}`,
        );
      }
    }
  }
}

function checkMessages(trace: Trace): void {
  const ends = new Map<string, number>();
  for (const [index, message] of [...trace.messages].entries()) {
    assert.is(message.id, index);
    const sent = trace.events.at(message.sent);
    assert.is(sent?.node, message.from);
    assert.is(sent?.phase, 'entry');
    for (const read of message.received) {
      assert.is(trace.events.at(read)?.node, message.to);
      assert.ok(read > message.sent, `message ${index} was read before it was sent`);
    }
    assert.not.ok(message.withheld && message.received.length > 0, `${index} was withheld, read`);
    if (isStream(message.kind)) {
      const key = `${message.channel} ${message.direction}`;
      assert.is(message.window.from, ends.get(key) ?? 0, `message ${index} starts where one ended`);
      ends.set(key, message.window.to);
    }
  }
}

/**
 * Throws unless the trace is one that a run can leave. `gaps`: bytes may have been read that were
 * not seen to be sent.
 */
export function checkTrace(trace: Trace, gaps: boolean): void {
  for (const [index, event] of [...trace.events].entries()) {
    assert.is(event.id, index);
  }
  for (const { from, to } of trace.edges) {
    assert.ok(from < to && to < trace.events.length, `edge ${from}→${to}`);
  }
  const order = trace.edges.map(({ from, to }) => to * trace.events.length + from);
  assert.equal(
    order,
    order.toSorted((a, b) => a - b),
  );
  checkStreams(trace, gaps);
  checkMessages(trace);
}
