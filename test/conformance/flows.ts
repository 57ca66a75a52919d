/** Bytes that were sent and bytes that were read, in each direction of each stream. */
import * as assert from 'uvu/assert';
import { isStream } from '../../src/model/channel.ts';
import type { Trace } from '../../src/model/trace.ts';

interface Flow {
  sent: number;
  read: number;
  /** The reader was told that no more will come. */
  ended: boolean;
}

function flowsOf({ events, channels, messages }: Trace): ReadonlyMap<string, Flow> {
  const flows = new Map<string, Flow>();
  const flowOf = (channel: number, direction: string): Flow => {
    const key = `${channels[channel]?.kind} channel ${channel} ${direction}`;
    const flow = flows.get(key) ?? { sent: 0, read: 0, ended: false };
    flows.set(key, flow);
    return flow;
  };
  for (const { call, phase, channel, direction, window, result } of events) {
    const kind = channels[channel ?? -1]?.kind;
    if (phase !== 'exit' || channel === undefined || kind === undefined || !isStream(kind)) {
      continue;
    }
    const flow = flowOf(channel, direction ?? '');
    if (call === 'send') {
      flow.sent = Math.max(flow.sent, window?.to ?? 0);
    } else if (call === 'receive') {
      flow.read = Math.max(flow.read, window?.to ?? 0);
      flow.ended ||= result === 0;
    }
  }
  for (const { kind, channel, direction, window } of messages) {
    if (isStream(kind as 'tcp')) {
      // A sender that dies in a call has sent what its messages say; its call has no end.
      const flow = flowOf(channel, direction);
      flow.sent = Math.max(flow.sent, window.to);
    }
  }
  return flows;
}

/** Throws when a reader that has read to the end has not read all that was sent. */
export function checkNothingLost(trace: Trace): void {
  for (const [key, { sent, read, ended }] of flowsOf(trace)) {
    if (ended) {
      assert.is(read, sent, `${key}: read to the end`);
    }
  }
}
