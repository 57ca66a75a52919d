/** Pipes and socketpairs on real processes: who is told of, and who is left in peace. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { TraceEvent } from '../../src/model/trace.ts';
import { type Play, play, playBoth } from './play.ts';

const test = suite('tracer/local-channels');

const kindsOf = ({ trace }: Play): string[] =>
  trace.channels.map(({ kind, client, server }) => `${kind} ${client}→${server}`);

const moves = ({ trace }: Play, call: 'send' | 'receive'): TraceEvent[] =>
  trace.events.filter((event) => event.call === call && event.window !== undefined);

/** Each read's parents, as processes that wrote them: `1←0,2`. */
const parents = ({ trace }: Play): string[] =>
  trace.events
    .filter(({ call, window }) => call === 'receive' && window !== undefined)
    .map(({ id, process }) => {
      const from = trace.edges
        .filter(({ to, kind }) => to === id && kind === 'data')
        .map((edge) => trace.events.at(edge.from)?.process);
      return `${process}←${from.join(',')}`;
    });

test('a pipe between a process and its child', async () => {
  const traced = await playBoth({
    s: ['pipe a b', 'fork {', 'write b hello', '}', 'all a 5', 'wait'],
  });
  assert.equal(kindsOf(traced), ['pipe s→s']);
  assert.equal(parents(traced), ['0←1']);
  assert.equal([...traced.trace.messages], [], 'inside a node nothing can be faulted');
  assert.equal(traced.unfollowed, []);
});

for (const kind of ['', ' packet', ' dgram']) {
  test(`a socketpair${kind} between a process and its child, both ways`, async () => {
    const traced = await playBoth({
      s: [
        ...[`pair a b${kind}`, 'fork {', 'read b 9', 'write b there', '}'],
        ...['write a hello', 'read a 9', 'wait'],
      ],
    });
    assert.equal(kindsOf(traced), [`unix${kind === '' ? '' : 'packet'} s→s`]);
    assert.equal(parents(traced).toSorted(), ['0←1', '1←0']);
    assert.equal(traced.unfollowed, []);
  });
}

test('a record that does not fit its reader is used up all the same', async () => {
  const traced = await playBoth({
    s: [
      ...['pair a b packet', 'fork {', 'write a longer', 'write a second', '}'],
      ...['wait', 'read b 3', 'read b 9'],
    ],
  });
  assert.equal(
    moves(traced, 'receive').map(({ window, result }) => [window?.from, window?.to, result]),
    [
      [0, 6, 3],
      [6, 12, 6],
    ],
  );
});

test('who talks to itself stops once a descriptor, whatever it says', async () => {
  const wakeUp = (count: number): string[] =>
    Array.from({ length: count }, () => ['write b x', 'read a 1', 'write c y', 'read d 1']).flat();
  const few = await playBoth({ s: ['pipe a b', 'pair c d', ...wakeUp(2)] });
  const many = await playBoth({ s: ['pipe a b', 'pair c d', ...wakeUp(40)] });
  assert.equal(kindsOf(many), []);
  assert.is(many.stops, few.stops);
});

test('a fork shares what was private, with what lay in it', async () => {
  const traced = await playBoth({
    s: [
      ...['pipe a b', 'write b old', 'read a 2', 'fork {', 'write b new', '}'],
      ...['wait', 'read a 1', 'all a 3'],
    ],
  });
  assert.equal(kindsOf(traced), ['pipe s→s']);
  assert.equal(parents(traced), ['0←', '0←1'], 'nobody was seen to write the rest of "old"');
});

test('what the others have closed becomes private again', async () => {
  const wakeUp = Array.from({ length: 200 }, () => ['write b x', 'read a 1']).flat();
  const traced = await playBoth({
    s: ['pipe a b', 'fork {', 'write b hi', '}', 'wait', 'all a 2', ...wakeUp],
  });
  assert.ok(traced.trace.events.length < 150, `${traced.trace.events.length} events`);
  assert.equal(traced.unfollowed, []);
});

test('the reader of a pipe learns its end after all its writers have closed', async () => {
  const traced = await playBoth({
    s: [
      ...['pipe a b', 'fork {', 'write b one', '}', 'fork {', 'write b two', '}'],
      ...['close b', 'count a', 'wait', 'wait'],
    ],
  });
  const ends = traced.trace.edges.filter(({ kind }) => kind === 'close').map(({ to }) => to);
  const end = traced.trace.events.findLast(
    ({ call, result }) => call === 'receive' && result === 0,
  );
  assert.ok(end !== undefined && ends.filter((to) => to === end.id).length >= 2);
});

test('a FIFO between two nodes carries messages', async () => {
  const traced = await playBoth({
    s: [
      ...['fifo %dir/f', 'tcp l', 'bind l 127.0.0.1 %port', 'listen l'],
      ...['open a %dir/f read', 'count a'],
    ],
    c: ['open a %dir/f write', 'write a hello', 'write a you'],
  });
  assert.equal(kindsOf(traced), ['pipe c→s']);
  const { messages } = traced.trace;
  assert.equal(
    messages.map(({ kind, from, to, label, received }) => [kind, from, to, label, received.length]),
    [
      ['pipe', 'c', 's', 'hello', 1],
      ['pipe', 'c', 's', 'you', 1],
    ],
  );
  assert.equal(traced.unfollowed, []);
});

test('two nodes that write into one FIFO cannot be told apart, and that is said', async () => {
  const writer = ['open a %dir/f write', 'write a hello'];
  const cast = {
    s: [
      ...['fifo %dir/f', 'tcp l', 'bind l 127.0.0.1 %port', 'listen l'],
      ...['open a %dir/f', 'all a 10'],
    ],
    c: writer,
    d: writer,
  };
  const traced = await playBoth(cast, { gaps: 'anywhere' });
  assert.ok(traced.unfollowed.some((text) => text.includes('share one end of a pipe')));
});

/** Writers and readers of one pipe, each with its own bytes: what the kernel did must be found. */
const crowd = fc.record({
  writers: fc.array(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 3,
  }),
  readers: fc.integer({ min: 1, max: 2 }),
  size: fc.integer({ min: 1, max: 50 }),
});

const letterOf = (writer: number): string => 'ABC'[writer] ?? 'X';

test('writers and readers of one pipe: each byte has the parent that wrote it', async () => {
  await fc.assert(
    fc.asyncProperty(crowd, async ({ writers, readers, size }) => {
      const total = writers.flat().reduce((sum, one) => sum + one, 0);
      const reads = Math.ceil(total / size) + writers.flat().length;
      const write = (sizes: readonly number[], i: number): string[] => [
        'fork {',
        ...sizes.map((one) => `write b ${letterOf(i).repeat(one)}`),
        '}',
      ];
      const read = ['fork {', 'close b', ...Array<string>(reads).fill(`read a ${size}`), '}'];
      const traced = await play({
        s: [
          'pipe a b',
          ...writers.flatMap(write),
          ...Array<string[]>(readers).fill(read).flat(),
          'close b',
          ...Array<string>(writers.length + readers).fill('wait'),
        ],
      });
      checkBytes(traced, readers, total);
    }),
    { numRuns: 12, includeErrorInReport: true },
  );
});

/** The letters that readers printed tell who wrote each byte. */
function checkBytes(traced: Play, readers: number, total: number): void {
  const { trace, output } = traced;
  const printed = [...(output['s'] ?? '').matchAll(/^read a: "(.+)"$/gm)].map(([, text]) => text);
  assert.is(printed.join('').length, total);
  const found = moves(traced, 'receive').map(({ id }) =>
    trace.edges
      .filter(({ to, kind }) => to === id && kind === 'data')
      .map((edge) => (trace.events.at(edge.from)?.process ?? 0) - 1)
      .map(letterOf),
  );
  const nameOf = (letters: Iterable<string>): string => [...new Set(letters)].toSorted().join('');
  const wanted = printed.map((text = '') => nameOf(text));
  for (const name of found.map(nameOf).filter((one) => one !== '')) {
    const index = wanted.indexOf(name);
    assert.ok(index >= 0, `${name} is no read's`);
    wanted.splice(index, 1);
  }
  // Of two readers that waited at once it is not known who was served first.
  assert.ok(readers > 1 || wanted.length === 0, `no parents for ${wanted.join(', ')}`);
}

test.run();
