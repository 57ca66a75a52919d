/**
 * `npm run bench:lineage`: what a run of a million events costs the tracker: events, edges and
 * messages recorded, happens-before kept and the run followed meanwhile, then the trace and its
 * support. Prints medians of seconds, and bytes an event; nothing here can fail for being slow.
 *
 * `-n 100000`: so many events. `--rounds 5`: so many times.
 */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { OnlineOrder } from '../../src/lineage/online-order.ts';
import { type Follower, RunBook } from '../../src/lineage/run-book.ts';
import { supportOf } from '../../src/lineage/support.ts';
import { heading, printSpread, spreadOf } from './samples.ts';
import { NODES, recordSynthetic } from './synthetic-run.ts';

const { values } = parseArgs({
  options: {
    events: { type: 'string', short: 'n', default: '1000000' },
    rounds: { type: 'string', default: '5' },
  },
});
const EVENTS = Number(values.events);
const SECONDS_MAX = 5;
const BYTES_MAX = 100;
const TOTAL = 'in all';
const KEPT = 'in all, recorder gone';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function bytesInUse(): number {
  // The memory of arrays that the first one finds unused is freed beside it, by the second at last.
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Name of a measurement → one value a round, in the order of the first round. */
class Sheet {
  readonly rows = new Map<string, number[]>();

  add(name: string, value: number): void {
    this.rows.set(name, [...(this.rows.get(name) ?? []), value]);
  }

  timed<T>(name: string, act: () => T): T {
    const began = performance.now();
    const result = act();
    this.add(name, (performance.now() - began) / 1000);
    return result;
  }

  print(title: string, targets: Readonly<Record<string, string>>): void {
    heading(title);
    for (const [name, samples] of this.rows) {
      printSpread(name, spreadOf(samples), targets[name]);
    }
  }
}

/** Recorded, and everything done that can be done meanwhile, as in a run of the runner. */
function follow() {
  const book = new RunBook();
  let order: OnlineOrder | undefined;
  let follower: Follower | undefined;
  const recorder = recordSynthetic(EVENTS, [
    (view) => {
      order = new OnlineOrder(view);
      return order;
    },
    (view) => {
      follower = book.follow(view);
      return follower;
    },
  ]);
  return { recorder, order, follower, book };
}

function time(seconds: Sheet): string {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const { recorder, order, follower } = seconds.timed('recorded, ordered and followed', follow);
  const followed = seconds.timed('run class named', () => follower?.end());
  const trace = seconds.timed('trace finished', () => recorder.finish('synthetic', NODES));
  const support = seconds.timed('support', () => supportOf(trace));
  seconds.add(TOTAL, (performance.now() - began) / 1000);
  const { user, system } = process.cpuUsage(cpu);
  seconds.add('  the same, of the processor, collector included', (user + system) / 1e6);
  const { events, edges, messages } = trace;
  return (
    `${events.length} events, ${edges.length} edges, ${messages.length} messages, ` +
    `${order?.rises} rises of clocks, ${support.messages.length} messages in the support, ` +
    `run class ${followed?.runClass.name}`
  );
}

/** What each of the witnesses adds to recording. */
function parts(seconds: Sheet): void {
  seconds.timed('  recorded only', () => recordSynthetic(EVENTS, []));
  seconds.timed('  recorded and ordered', () =>
    recordSynthetic(EVENTS, [(view) => new OnlineOrder(view)]),
  );
  seconds.timed('  recorded and followed', () =>
    recordSynthetic(EVENTS, [(view) => new RunBook().follow(view)]),
  );
}

/** What stays of a run, step by step; the recorder, with its own copy of the messages, does not. */
function weigh(bytes: Sheet): readonly unknown[] {
  const empty = bytesInUse();
  let last = empty;
  const add = (name: string): void => {
    const now = bytesInUse();
    bytes.add(name, (now - last) / EVENTS);
    last = now;
  };
  let made: ReturnType<typeof follow> | undefined = follow();
  add('while it runs: events, edges, open messages, order, steps');
  const trace = made.recorder.finish('synthetic', NODES);
  add('  finished trace beside that: messages, sorted edges');
  const runClass = made.follower?.end();
  const support = supportOf(trace);
  add('  support and run class beside that');
  const { order, book } = made;
  made = undefined;
  last = empty;
  add(KEPT);
  return [trace, runClass, support, order, book];
}

const bytes = new Sheet();
// Before all else: what later rounds find is no empty heap.
weigh(bytes);
const seconds = new Sheet();
let summary = '';
for (let round = 0; round < Number(values.rounds); round += 1) {
  summary = time(seconds);
  parts(seconds);
}
console.log(`${summary}`);
seconds.print('seconds', { [TOTAL]: `under ${SECONDS_MAX} for a million events` });
bytes.print('bytes an event', { [KEPT]: `under ${BYTES_MAX}` });
