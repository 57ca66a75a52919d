/**
 * The run in the JSON trace format that Perfetto and chrome://tracing read: a process a node, a
 * thread a thread, a slice a call, a flow a message.
 *
 * Source: "Trace Event Format", phases M, X, i, s and f.
 */
import type { NodeName, Trace, TraceEvent } from '../../model/trace.ts';
import { messageNames } from '../trace-names.ts';

interface Track {
  readonly pid: number;
  readonly tid: number;
}

/** Calls that are shorter than a microsecond have to be seen, too. */
const SLICE_US = 1;

function tracksOf(): { trackOf: (event: TraceEvent) => Track; names: object[] } {
  const pids = new Map<NodeName, number>();
  const tids = new Map<string, number>();
  const names: object[] = [];
  const trackOf = ({ node, process, thread }: TraceEvent): Track => {
    let pid = pids.get(node);
    if (pid === undefined) {
      pid = pids.size + 1;
      pids.set(node, pid);
      names.push({ ph: 'M', name: 'process_name', pid, args: { name: node } });
    }
    const key = `${process}.${thread} ${node}`;
    let tid = tids.get(key);
    if (tid === undefined) {
      tid = tids.size + 1;
      tids.set(key, tid);
      names.push({
        ph: 'M',
        name: 'thread_name',
        pid,
        tid,
        args: { name: `${process}.${thread}` },
      });
    }
    return { pid, tid };
  };
  return { trackOf, names };
}

/** Shape: `{traceEvents}`, times in microseconds since the start of the run. */
export function perfettoData(trace: Trace): object {
  const { trackOf, names } = tracksOf();
  const open = new Map<string, TraceEvent>();
  const slices: object[] = [];
  const labels = messageNames(trace);
  const carried = new Map<number, string[]>();
  for (const { id, sent, received } of trace.messages) {
    for (const event of [sent, ...received]) {
      carried.set(event, [...(carried.get(event) ?? []), labels.get(id)?.short ?? '']);
    }
  }
  const slice = (from: TraceEvent, to: TraceEvent): void => {
    const about = [...(carried.get(from.id) ?? []), ...(carried.get(to.id) ?? [])];
    slices.push({
      ph: 'X',
      cat: 'call',
      name: [from.call, ...about].join(' '),
      ...trackOf(from),
      ts: from.atUs,
      dur: Math.max(SLICE_US, to.atUs - from.atUs),
      args: { events: [from.id, to.id], ...(to.result !== undefined && { result: to.result }) },
    });
  };
  for (const event of trace.events) {
    const { pid, tid } = trackOf(event);
    const key = `${pid} ${tid}`;
    const begun = open.get(key);
    if (event.phase === 'entry') {
      open.set(key, event);
    } else if (begun !== undefined && begun.call === event.call) {
      slice(begun, event);
      open.delete(key);
    } else {
      slice(event, event);
    }
  }
  // A call in which its thread died has no end.
  for (const event of open.values()) {
    slice(event, event);
  }
  return { displayTimeUnit: 'ms', traceEvents: [...names, ...slices, ...flowsOf(trace, trackOf)] };
}

function flowsOf(trace: Trace, trackOf: (event: TraceEvent) => Track): object[] {
  const labels = messageNames(trace);
  return trace.messages.flatMap(({ id, sent, received }) => {
    const from = trace.events.at(sent);
    const last = received.at(-1);
    const to = last === undefined ? undefined : trace.events.at(last);
    if (from === undefined || to === undefined) {
      return [];
    }
    const flow = { cat: 'message', name: labels.get(id)?.short ?? '', id: id + 1 };
    return [
      { ph: 's', ...flow, ...trackOf(from), ts: from.atUs },
      { ph: 'f', bp: 'e', ...flow, ...trackOf(to), ts: to.atUs },
    ];
  });
}
