import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { classOf, RunBook } from '../../src/lineage/run-book.ts';
import type { Trace } from '../../src/model/trace.ts';
import { replayTo } from '../../src/model/witness.ts';
import { randomTrace } from '../helpers/random-trace.ts';
import { type TraceBuilder, traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('run book');

const CLIENTS = [['c1', 'c2', 'c3']];

function runOf(fill: (builder: TraceBuilder) => void): Trace {
  const builder = traceBuilder(['s', 't', 'c1', 'c2', 'c3']);
  builder.startWorkload();
  fill(builder);
  return builder.build();
}

const nameOf = (fill: (builder: TraceBuilder) => void): string => classOf(runOf(fill)).name;

const visit = (builder: TraceBuilder, client: string): void => {
  builder.connect(client, 's');
  builder.message(client, 's', 'GET');
  builder.message('s', client, 'OK');
};

const enter = (book: RunBook, trace: Trace) => replayTo(trace, (view) => book.follow(view)).end();

test('runs that differ only in how nodes interleave are of one class', () => {
  const one = nameOf((builder) => {
    const x = builder.send('c1', 's', 'X');
    const y = builder.send('c2', 't', 'Y');
    builder.receive(x);
    builder.receive(y);
  });
  const other = nameOf((builder) => {
    const y = builder.send('c2', 't', 'Y');
    builder.local('s');
    const x = builder.send('c1', 's', 'X');
    builder.receive(y);
    builder.receive(x);
  });
  assert.is(one, other);
});

test('a node that is visited in another order makes another class', () => {
  const order = (...clients: readonly string[]) =>
    nameOf((builder) => {
      for (const client of clients) {
        visit(builder, client);
      }
    });
  assert.is.not(order('c1', 'c2'), order('c2', 'c1'));
});

test('two writes that are read at once make another class than two reads', () => {
  const read = (times: number) =>
    nameOf((builder) => {
      const messages = [builder.send('c1', 's', 'X'), builder.send('c1', 's', 'Y')];
      for (const message of messages.slice(2 - times)) {
        builder.receive(message);
      }
    });
  assert.is.not(read(1), read(2));
});

test('what happens before the workload, and what the invariant does, plays no part', () => {
  const plain = runOf((builder) => visit(builder, 'c1'));
  const builder = traceBuilder(['s', 't', 'c1', 'c2', 'c3']);
  builder.message('t', 's', 'HELLO');
  builder.startWorkload();
  visit(builder, 'c1');
  builder.endWorkload();
  builder.message('invariant', 's', 'ASK');
  builder.message('s', 'invariant', 'STATE');
  assert.is(classOf(builder.build()).name, classOf(plain).name);
});

test('a class is new once; its name is the same in every book', () => {
  const [a, b] = ['c1', 'c2'].map((client) => runOf((builder) => visit(builder, client)));
  const book = new RunBook();
  const seen = [a, b, a, b].map((trace) => enter(book, trace as Trace));
  assert.equal(
    seen.map(({ isNew }) => isNew),
    [true, true, false, false],
  );
  assert.is(book.size, 2);
  assert.is(classOf(b as Trace).name, seen[1]?.runClass.name);
});

test('known classes are given up as soon as the run leaves them', () => {
  const book = new RunBook();
  enter(
    book,
    runOf((builder) => visit(builder, 'c1')),
  );
  enter(
    book,
    runOf((builder) => visit(builder, 'c2')),
  );
  const trace = runOf((builder) => {
    visit(builder, 'c2');
    visit(builder, 'c3');
  });
  const counts: number[] = [];
  replayTo(trace, (view) => {
    const follower = book.follow(view);
    const event = (id: number): void => {
      follower.event(id);
      counts.push(follower.candidates());
    };
    return { ...follower, event };
  });
  assert.is(counts[0], 2);
  assert.is(counts[2], 1);
  assert.is(counts.at(-1), 0);
  assert.equal(
    counts,
    counts.toSorted((a, b) => b - a),
  );
});

test('equal clients that come in another order make no new class up to symmetry', () => {
  const orders = [
    ['c1', 'c2', 'c3'],
    ['c3', 'c1', 'c2'],
    ['c2', 'c3', 'c1'],
  ];
  const classes = orders.map((order) =>
    classOf(
      runOf((builder) => {
        for (const client of order) {
          visit(builder, client);
        }
      }),
      CLIENTS,
    ),
  );
  assert.is(new Set(classes.map(({ name }) => name)).size, 3);
  assert.is(new Set(classes.map(({ symmetric }) => symmetric)).size, 1);
});

test('clients that did different things are not exchanged', () => {
  const run = (first: string, second: string) =>
    classOf(
      runOf((builder) => {
        visit(builder, first);
        visit(builder, second);
        visit(builder, second);
      }),
      CLIENTS,
    );
  assert.is(run('c1', 'c2').symmetric, run('c2', 'c3').symmetric);
  const other = classOf(
    runOf((builder) => {
      visit(builder, 'c1');
      visit(builder, 'c2');
      visit(builder, 'c1');
    }),
    CLIENTS,
  );
  assert.is.not(run('c1', 'c2').symmetric, other.symmetric);
});

test('property: an exchange of equal clients makes no other class up to symmetry', () => {
  const clients = ['c1', 'c2', 'c3'];
  const exchange = fc.shuffledSubarray(clients, { minLength: 3, maxLength: 3 });
  const visits = fc.array(fc.tuple(fc.nat(2), fc.constantFrom('s', 't')), { maxLength: 8 });
  fc.assert(
    fc.property(visits, exchange, (script, order) => {
      const play = (names: readonly string[]) =>
        runOf((builder) => {
          for (const [client, server] of script) {
            builder.message(names[client] ?? '', server, 'X');
            builder.message(server, names[client] ?? '', 'Y');
          }
        });
      const [one, other] = [classOf(play(clients), CLIENTS), classOf(play(order), CLIENTS)];
      assert.is(one.symmetric, other.symmetric);
    }),
  );
});

test('property: following a run and naming it afterwards agree', () => {
  const book = new RunBook();
  const names = new Set<string>();
  fc.assert(
    fc.property(randomTrace, (trace) => {
      const { runClass, isNew } = enter(book, trace);
      assert.is(isNew, !names.has(runClass.name));
      names.add(runClass.name);
      assert.is(classOf(trace).name, runClass.name);
    }),
  );
});

test.run();
