import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { causalPast } from '../../src/lineage/causal-past.ts';
import { OnlineOrder } from '../../src/lineage/online-order.ts';
import { InvariantError } from '../../src/model/errors.ts';
import { GrowingEventLog } from '../../src/model/event-log.ts';
import { replayTo } from '../../src/model/witness.ts';
import { NODES as NAMES, recordSynthetic } from '../bench/synthetic-run.ts';
import { randomTrace } from '../helpers/random-trace.ts';

const test = suite('online-order');

const NODES = ['a', 'b', 'c', 'd'];

/** Events come one by one, and order is kept of them. */
class Run {
  readonly events = new GrowingEventLog();
  readonly order = new OnlineOrder({ events: this.events });
  /** The transitive closure, by brute force: `past[b]` has `a` when a is before b. */
  readonly past: Set<number>[] = [];

  event(node: string, thread = 0): number {
    const id = this.events.push({
      node,
      process: 1,
      thread,
      call: 'send',
      phase: 'exit',
      atUs: 0,
    });
    const previous = this.events.snapshot().filter((other) => other.node === node);
    this.past.push(new Set(previous.map((other) => other.id).filter((other) => other < id)));
    this.#close();
    return id;
  }

  edge(from: number, to: number): void {
    this.order.edge(from, to);
    this.past[to]?.add(from);
    this.#close();
  }

  /** Edges lead forward, so one pass in observed order closes all. */
  #close(): void {
    for (const own of this.past) {
      for (const event of [...own]) {
        for (const earlier of this.past[event] ?? []) {
          own.add(earlier);
        }
      }
    }
  }
}

test('inside a node the observed order is one chain, whatever the thread', () => {
  const run = new Run();
  const first = run.event('a', 0);
  const second = run.event('a', 1);
  assert.ok(run.order.before(first, second));
  assert.not.ok(run.order.before(second, first) || run.order.before(first, first));
});

test('an edge that comes late reaches those who have heard since', () => {
  const run = new Run();
  const sent = run.event('a');
  const received = run.event('b');
  const told = run.event('b');
  const heard = run.event('c');
  run.edge(told, heard);
  assert.not.ok(run.order.before(sent, heard));
  run.edge(sent, received);
  assert.ok(run.order.before(sent, heard));
  assert.ok(run.order.before(sent, run.event('c')));
});

test('a late edge tells nothing to who heard before', () => {
  const run = new Run();
  const early = run.event('b');
  const heard = run.event('c');
  run.edge(early, heard);
  const sent = run.event('a');
  const received = run.event('b');
  run.event('b');
  run.edge(sent, received);
  assert.not.ok(run.order.before(sent, run.event('c')));
});

test('what is no event yet is ordered with nothing', () => {
  const run = new Run();
  run.event('a');
  assert.not.ok(run.order.before(0, 1) || run.order.before(-1, 0));
});

test('an edge that leads backwards in observation order is refused', () => {
  const run = new Run();
  run.event('a');
  run.event('b');
  assert.throws(
    () => run.order.edge(1, 0),
    (error: unknown) => error instanceof InvariantError,
  );
});

test('events that no edge leads to take no memory', () => {
  const run = new Run();
  run.event('a');
  run.edge(0, run.event('b'));
  const { rises } = run.order;
  for (let count = 0; count < 20; count += 1) {
    run.event('a');
    run.event('b');
  }
  assert.is(run.order.rises, rises);
});

const move = fc.record({
  isEdge: fc.boolean(),
  node: fc.nat(NODES.length - 1),
  thread: fc.nat(1),
  /** Shares of what there is, so that they always name something. */
  from: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  to: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
});

test('property: at every moment it is the transitive closure, late edges included', () => {
  fc.assert(
    fc.property(fc.array(move, { minLength: 1, maxLength: 40 }), (moves) => {
      const run = new Run();
      for (const { isEdge, node, thread, from, to } of moves) {
        const { length } = run.events;
        if (isEdge && length > 1) {
          const target = 1 + Math.floor(to * (length - 1));
          run.edge(Math.floor(from * target), target);
        } else {
          run.event(NODES[node] ?? '', thread);
        }
        for (let b = 0; b < run.events.length; b += 1) {
          for (let a = 0; a < run.events.length; a += 1) {
            assert.is(run.order.before(a, b), run.past[b]?.has(a) ?? false, `${a} before ${b}`);
          }
        }
      }
    }),
  );
});

test('property: it is the order that supports go by', () => {
  fc.assert(
    fc.property(randomTrace, (trace) => {
      const order = replayTo(trace, (view) => new OnlineOrder(view));
      for (const { id: b } of trace.events) {
        const past = causalPast(trace, [b]);
        for (const { id: a } of trace.events) {
          assert.is(order.before(a, b), a !== b && past.includes(a), `${a} before ${b}`);
        }
      }
    }),
  );
});

test('kept while streams are written and read, it is the order of the finished trace', () => {
  let order: OnlineOrder | undefined;
  let late = 0;
  const recorder = recordSynthetic(400, [
    (view) => {
      order = new OnlineOrder(view);
      return order;
    },
    ({ events }) => ({
      event: () => undefined,
      edge: (_, to) => {
        late += to < events.length - 1 ? 1 : 0;
      },
      phase: () => undefined,
    }),
  ]);
  assert.ok(late > 0);
  const trace = recorder.finish('synthetic', NAMES);
  for (let b = 0; b < trace.events.length; b += 1) {
    const past = causalPast(trace, [b]);
    for (let a = 0; a < trace.events.length; a += 1) {
      assert.is(order?.before(a, b), a !== b && past.includes(a), `${a} before ${b}`);
    }
  }
});

test.run();
