/** Faults at what the sender had received, at the n-th connection, and by mask, for real. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addressText } from '../../src/faults/address-text.ts';
import { addressLadders } from '../../src/faults/addresses.ts';
import { learnMasks } from '../../src/faults/masks.ts';
import { learnNaming } from '../../src/faults/naming.ts';
import { DIAL, SERVE } from '../tracer/casts.ts';
import { type Cast, type Play, play } from '../tracer/play.ts';

const test = suite('levels of address');

/** Two connections on which c says the same three times, once before it has heard anything. */
const CAST: Cast = {
  s: [
    ...[...SERVE, 'accept l b'],
    ...['read a 9', 'write a ok', 'read a 9', 'read b 9', 'write b ok', 'write a ok'],
  ],
  c: [
    ...[...DIAL, 'tcp b', 'connect b 127.0.0.1 %port'],
    ...['write a go', 'read a 9', 'write a go', 'write b go', 'read b 9', 'read a 9'],
  ],
};

/** Which of the messages it was, in order: the latest that its node had begun to send. */
function struckOf({ trace, reports: [report] }: Play): number {
  const [event = -1, from] = [
    report?.event,
    report?.fault.kind === 'delay' && report.fault.at.from,
  ];
  return trace.messages
    .filter(({ kind }) => kind === 'tcp')
    .findLastIndex((message) => message.from === from && message.sent <= event);
}

for (const level of ['context', 'channel'] as const) {
  for (const oneStop of [true, false]) {
    const how = oneStop ? 'made for the program' : 'made by the program';
    test(`each message is struck by its ${level}, in a call ${how}`, async () => {
      const { trace } = await play(CAST, { oneStop });
      const ladders = addressLadders(trace);
      const sent = trace.messages.filter(({ kind }) => kind === 'tcp');
      const names = sent.map(({ id }) => {
        const ladder = ladders.get(id);
        return ladder === undefined ? '' : addressText(ladder[level]);
      });
      assert.is(new Set(names).size, 6);
      for (const [index, name] of names.entries()) {
        const struck = await play(CAST, { oneStop, faults: [`${name}: delay for 1ms`] });
        const [report] = struck.reports;
        assert.is(report?.outcome, 'fired', `${name}: ${report?.detail}`);
        assert.is(struckOf(struck), index, name);
      }
    });
  }
}

test('equal messages of two connections are told apart by the connection alone', async () => {
  assert.is(struckOf(await play(CAST, { faults: ['c→s "go"/2#1: delay for 1ms'] })), 3);
  const { reports } = await play(CAST, { faults: ['c→s "go"/2#2: delay for 1ms'] });
  assert.is(reports[0]?.outcome, 'missed');
});

/** One thing is said on two connections, in this order. */
const interleaved = (order: readonly ('a' | 'b')[]): Cast => ({
  s: [...[...SERVE, 'accept l b'], ...order.flatMap((on) => [`read ${on} 9`, `write ${on} ok`])],
  c: [
    ...[...DIAL, 'tcp b', 'connect b 127.0.0.1 %port'],
    ...order.flatMap((on) => [`write ${on} go`, `read ${on} 9`]),
  ],
});

test('where connections take turns as they like, a hunt names by connection', async () => {
  const [one, other, last] = ['aba', 'aab', 'baa'].map((order) =>
    interleaved([...order] as ('a' | 'b')[]),
  ) as [Cast, Cast, Cast];
  const runs = [(await play(one)).trace, (await play(other)).trace];
  const [first = fail()] = runs;
  const names = [...learnNaming(runs).namesIn(first).values()].map(({ address }) =>
    addressText(address),
  );
  const all = ['a', 'b'].map((on) => `c→s "go"/${on === 'a' ? 1 : 2}#1`);
  assert.ok(
    all.every((name) => names.includes(name)),
    names.join(),
  );
  // In an order that no baseline had.
  assert.is(struckOf(await play(last, { faults: ['c→s "go"/2#1: delay for 1ms'] })), 0);
  assert.is(struckOf(await play(last, { faults: ['c→s "go"/1#1: delay for 1ms'] })), 2);
  assert.is(struckOf(await play(last, { faults: ['c→s "go"/1#2: delay for 1ms'] })), 4);
});

function fail(): never {
  throw new Error('expected a value');
}

/** What c says has another number in it in each run. */
const numbered = (run: number): Cast => ({
  s: [...SERVE, 'read a 9', 'write a ok', 'read a 9', 'write a ok', 'read a 9'],
  c: [
    ...[...DIAL, `write a go${run}`, 'read a 9'],
    ...[`write a no${run}`, 'read a 9', `write a go${run}`],
  ],
});

test('what no framer knows is struck by the bytes that are the same in all runs', async () => {
  const traces = [(await play(numbered(1))).trace, (await play(numbered(2))).trace];
  const masks = [...learnMasks(traces).values()].map(addressText);
  assert.equal(masks, ['c→s "go\\\\?"#1', 'c→s "no\\\\?"#1', 'c→s "go\\\\?"#2']);
  for (const [index, mask] of masks.entries()) {
    const struck = await play(numbered(3), { faults: [`${mask}: delay for 1ms`] });
    assert.is(struck.reports[0]?.outcome, 'fired');
    assert.is(struckOf(struck), 2 * index);
  }
});

test.run();
