/** Which level of address baselines agree on. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addressText } from '../../src/faults/address-text.ts';
import { addressLadders } from '../../src/faults/addresses.ts';
import { learnNaming, type MessageName } from '../../src/faults/naming.ts';
import type { Trace } from '../../src/model/trace.ts';
import { messageOf, outgoing, traceOf, workload } from './builders.ts';

const test = suite('naming');

/** The name that the last message of `trace` gets after these baselines. */
const nameLast = (baselines: readonly Trace[], trace = baselines.at(-1)): MessageName => {
  const message = [...(trace?.messages ?? [])].at(-1);
  const ladder = trace && message && addressLadders(trace).get(message.id);
  if (message === undefined || ladder === undefined) {
    throw new Error('the trace has no message');
  }
  return learnNaming(baselines).nameOf(ladder, message);
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
