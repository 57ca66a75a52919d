/** The events of one node as words that can be compared with those of strace, thread by thread. */
import { constants } from 'node:os';
import type { NodeName, Trace, TraceEvent } from '../../src/model/trace.ts';

const SIGNALS = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

function exitWord(status: number): string {
  const signal = status & 0x7f;
  return signal === 0
    ? `exit ${(status >> 8) & 0xff}`
    : (SIGNALS.get(signal) ?? `signal ${signal}`);
}

function wordOf(
  { call, phase, result = 0, channel }: TraceEvent,
  trace: Trace,
): string | undefined {
  const kind = channel === undefined ? undefined : trace.channels[channel]?.kind;
  switch (call) {
    case 'send':
    case 'receive':
      return phase === 'exit' ? `${call} ${kind ?? 'udp'} ${result}` : undefined;
    case 'connect':
      return phase === 'exit' ? `connect ${result}` : undefined;
    case 'exit':
      return exitWord(result);
    case 'close':
    case 'shutdown':
      return kind === undefined ? undefined : `${call} ${kind}`;
    default:
      return call;
  }
}

export function wordsOf(trace: Trace, node: NodeName): readonly (readonly string[])[] {
  const threads = new Map<number, string[]>();
  for (const event of trace.events) {
    const word = event.node === node ? wordOf(event, trace) : undefined;
    if (word !== undefined) {
      const words = threads.get(event.thread) ?? [];
      threads.set(event.thread, words);
      words.push(word);
    }
  }
  return [...threads].toSorted(([a], [b]) => a - b).map(([, words]) => words);
}
