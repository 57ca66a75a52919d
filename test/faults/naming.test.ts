/** Which level of address baselines agree on. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addressText } from '../../src/faults/address-text.ts';
import { addressLadders } from '../../src/faults/addresses.ts';
import { learnNaming, type MessageName } from '../../src/faults/naming.ts';
import type { Trace } from '../../src/model/trace.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';
import { messageOf, outgoing, traceOf, workload } from './builders.ts';

const test = suite('naming');

/** The name that the last message of `trace` gets after these baselines. */
const nameLast = (baselines: readonly Trace[], trace = baselines.at(-1)): MessageName => {
  const message = [...(trace?.messages ?? [])].at(-1);
  const name = trace && message && learnNaming(baselines).namesIn(trace).get(message.id);
  if (name === undefined) {
    throw new Error('the trace has no message');
  }
  return name;
};
const textOf = (baselines: readonly Trace[], trace?: Trace): string => {
  const { address, stable } = nameLast(baselines, trace);
  return `${addressText(address)}${stable ? '' : ' unstable'}`;
};

test('one payload for each label is named by the label', () => {
  const baseline = workload('SET k1=v1', 'SET k2=v2');
  assert.is(textOf([baseline, baseline]), 'a→b "SET k2"#1');
});

test('several payloads under one label are named exactly', () => {
  const one = workload('SET k1=v1', 'SET k1=v2');
  const other = workload('SET k1=v2', 'SET k1=v1');
  assert.is(textOf([one, other]), 'a→b "SET k1"@76310000#1');
});

test('payloads that differ between baselines are named by the label', () => {
  assert.is(
    textOf([workload('ACK x=1', 'ACK x=2'), workload('ACK x=3', 'ACK x=4')]),
    'a→b "ACK x"#2',
  );
});

test('labels that differ between baselines are named by their class', () => {
  assert.is(textOf([workload('GET k1'), workload('GET k7')]), 'a→b "GET"*#1');
});

test('where counts of the class differ but not those of the pair, the order names', () => {
  assert.is(textOf([workload('X', 'X', 'Y'), workload('X', 'Y', 'Y')]), 'a→b any#3');
});

test('where nothing agrees the label names, and is not stable', () => {
  assert.is(textOf([workload('PING'), workload('PING', 'PING')]), 'a→b "PING"#2 unstable');
});

/** Messages that say the same, on these connections. */
const on = (ordinals: readonly number[], kind: 'tcp' | 'udp' = 'tcp'): Trace => ({
  ...traceOf(
    ordinals.map((ordinal, id) => ({
      ...messageOf(outgoing('ACK', 'a', 'b', kind), id),
      channel: ordinal - 1,
    })),
  ),
  channels: [1, 2].map((ordinal) => ({
    id: ordinal - 1,
    kind,
    client: 'a',
    server: 'b',
    ordinal,
  })),
});

test('where the label names now this connection and now that, the connection names', () => {
  const one = on([1, 1, 2]);
  assert.is(textOf([one, on([1, 2, 1])], one), 'a→b "ACK"/2#1');
  assert.is(textOf([one, one], one), 'a→b "ACK"#3');
});

test('connections that differ between baselines name nothing', () => {
  assert.is(textOf([on([1, 2]), on([2, 2])]), 'a→b "ACK"#2');
});

test('the connection of a datagram names nothing, for it is known too late', () => {
  assert.is(textOf([on([1, 2], 'udp'), on([2, 1], 'udp')]), 'a→b udp "ACK"#2');
});

/** What a sends and receives, in order: messages to and from b. */
const exchange = (steps: readonly ('>' | 'SET' | 'GET')[]): Trace => {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  for (const step of steps) {
    const [from, to, label] =
      step === '>' ? (['a', 'b', 'ACK'] as const) : (['b', 'a', step] as const);
    builder.message(from, to, label);
  }
  return builder.build();
};

test('property: runs with the same contexts have them in the same order', () => {
  const steps = fc.array(fc.constantFrom('>', 'SET', 'GET'), { maxLength: 6 });
  const contextsOf = (trace: Trace): readonly string[] =>
    [...addressLadders(trace).values()]
      .filter(({ label }) => label.from === 'a')
      .map(({ label, context }) => `${label.ordinal} ${context.digest} ${context.ordinal}`);
  const names = (contexts: readonly string[]): string =>
    contexts
      .map((one) => one.replace(/^[0-9]+ /, ''))
      .toSorted()
      .join();
  fc.assert(
    fc.property(steps, steps, (one, other) => {
      const [a, b] = [contextsOf(exchange(one)), contextsOf(exchange(other))];
      assert.ok(names(a) !== names(b) || a.join() === b.join());
    }),
    { numRuns: 2000 },
  );
});

const unframed = (label: string) => ({ ...outgoing(label), labelClass: 'bytes' });
const runOf = (...labels: readonly string[]): Trace => workload(...labels.map(unframed));

test('what no framer knows is named by mask, and by its label if that is the same', () => {
  const [one, other] = [runOf('P1', 'same', 'P2'), runOf('P3', 'same', 'P4')];
  assert.is(textOf([one, other]), 'a→b "P\\\\?"#2');
  assert.is(textOf([one, other], runOf('P5', 'P6', 'same')), 'a→b "same"#1');
});

test('what matches no mask is named by its class', () => {
  assert.is(textOf([runOf('P1'), runOf('P2')], runOf('P3', 'G')), 'a→b "bytes"*#2');
});

test('a message is known by each mask that it matches', () => {
  const runs = [runOf('aP1', 'bP', 'aQ1'), runOf('aP2', 'bP', 'xQ1')];
  const { all } = nameLast(runs, runOf('aP7'));
  const texts = all.map(addressText);
  assert.ok(texts.includes('a→b "aP\\\\?"#1'), texts.join());
  assert.ok(texts.includes('a→b "aP7"#1') && texts.includes('a→b any#1'));
});

test('a class is judged by itself, not by its neighbours', () => {
  const one = workload('PING', 'SET k1');
  const other = workload('PING', 'PING', 'SET k1');
  assert.is(textOf([one, other]), 'a→b "SET k1"#1');
});

test('one baseline that disagrees is enough', () => {
  const same = workload('PING');
  assert.not(nameLast([same, same, same, same, workload('PING', 'PING')]).stable);
});

test('a class missing in one baseline is known and not stable, whatever the counts say', () => {
  const { known, stable } = nameLast([workload('X'), workload('Y')]);
  assert.equal({ known, stable }, { known: true, stable: false });
});

test('a class that no baseline has is not known', () => {
  const { known, stable, address } = nameLast([workload('X')], workload('X', 'RETRY k1'));
  assert.equal({ known, stable }, { known: false, stable: false });
  assert.is(addressText(address), 'a→b "RETRY k1"#1');
});

test('the same class to another peer, or of another kind, is another class', () => {
  const baseline = workload('X');
  for (const sent of [
    outgoing('X', 'a', 'c'),
    outgoing('X', 'b', 'a'),
    outgoing('X', 'a', 'b', 'udp'),
  ]) {
    assert.not(nameLast([baseline], workload(sent)).known);
  }
});

test('attempts to connect are named by their order', () => {
  const connect = outgoing('', 'a', 'b', 'connect');
  assert.is(textOf([workload(connect, connect), workload(connect, connect)]), 'a→b connect#2');
  assert.is(textOf([workload(connect), workload(connect, connect)]), 'a→b connect#2 unstable');
});

test('messages of other phases teach nothing', () => {
  const setup = traceOf([messageOf(outgoing('X'), 0, 'setup')]);
  assert.not(nameLast([setup], workload('X')).known);
});

test('without baselines nothing is known', () => {
  assert.not(nameLast([], workload('X')).known);
});

test.run();
