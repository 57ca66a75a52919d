import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addressLadders } from '../../src/faults/addresses.ts';
import { learnNaming } from '../../src/faults/naming.ts';
import { addressOf } from '../../src/faults/place.ts';
import { checkRealisable } from '../../src/faults/realisable.ts';
import { faultText } from '../../src/faults/text.ts';
import { occurrencesIn, supportOf } from '../../src/lineage/support.ts';
import type { HuntedKind } from '../../src/model/fault.ts';
import { MessageLog } from '../../src/model/message-log.ts';
import type { Trace } from '../../src/model/trace.ts';
import { coarsen, hitsOf, literalsIn, messageAt } from '../../src/search/literals.ts';
import { hunted } from '../helpers/hunted.ts';
import { textsOf } from '../helpers/hunting.ts';
import { randomTrace } from '../helpers/random-trace.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('literals');

const PLAIN: readonly HuntedKind[] = ['cut', 'omit', 'refuse', 'crash'];

function optionsFor(trace: Trace, kinds: readonly HuntedKind[] = PLAIN) {
  const cutEndings = ['silence', 'reset'] as const;
  return { naming: learnNaming([trace]), kinds: new Set(kinds), cutEndings };
}

function oneOfEach(): Trace {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  builder.connect('client', 'a');
  builder.message('client', 'a', 'SET k1');
  builder.message('a', 'b', 'NEWS', { kind: 'udp' });
  builder.endWorkload();
  builder.message('invariant', 'b', 'GET');
  builder.message('b', 'invariant', 'v');
  return builder.build();
}

function textsIn(trace: Trace, kinds?: readonly HuntedKind[]): readonly string[] {
  const literals = literalsIn(trace, supportOf(trace), optionsFor(trace, kinds));
  return textsOf(literals.map(({ fault }) => fault));
}

test('each kind of message has its kind of fault', () => {
  assert.equal(textsIn(oneOfEach()), [
    'client→a connect#1: refuse',
    'client→a "SET k1"#1: cut',
    'a→b udp "NEWS"#1: omit',
    'client→a "SET k1"#1: cut reset',
    'a: crash before a→b udp "NEWS"#1',
    'a: crash after a→b udp "NEWS"#1',
    'a: crash at end',
    'b: crash at end',
  ]);
});

test('AF_UNIX has the faults of TCP and UDP, a pipe has none', () => {
  const trace = oneOfEach();
  const kinds = ['unix', 'unixgram', 'pipe'] as const;
  const [connect, ...sent] = trace.messages;
  const messages = sent.map((message, i) => ({ ...message, kind: kinds[i] ?? 'pipe' }));
  const local = {
    ...trace,
    messages: MessageLog.of(connect ? [connect, ...messages] : messages),
  };
  assert.equal(textsIn(local, ['cut', 'omit']), [
    'client→a unix "SET k1"#1: cut',
    'a→b unixgram "NEWS"#1: omit',
    'client→a unix "SET k1"#1: cut reset',
  ]);
});

test('kinds that are switched off offer nothing', () => {
  assert.equal(textsIn(oneOfEach(), ['omit']), ['a→b udp "NEWS"#1: omit']);
});

test('what crosses into the outside world is never faulted', () => {
  const builder = traceBuilder(['a']);
  builder.startWorkload();
  builder.message('outside', 'a', 'X');
  builder.message('a', 'client', 'OK');
  const texts = textsIn(builder.build(), ['cut']);
  assert.ok(texts.every((text) => !text.includes('outside')));
});

test('a crash at the end is at no message and comes before all by position', () => {
  const trace = oneOfEach();
  const literals = literalsIn(trace, supportOf(trace), optionsFor(trace));
  const end = literals.find(({ text }) => text === 'b: crash at end');
  assert.is(end?.ladder, undefined);
  assert.is(end?.position, 0);
});

test('the two endings of one cut exclude each other', () => {
  const trace = oneOfEach();
  const cuts = literalsIn(trace, supportOf(trace), optionsFor(trace, ['cut']));
  assert.is(new Set(cuts.map(({ exclusion }) => exclusion)).size, 1);
});

test('a fault that is given at a coarser address hits as well', () => {
  const trace = oneOfEach();
  const hits = hitsOf(trace, supportOf(trace), learnNaming([trace]));
  assert.ok(hits.has('client→a "SET"*#1: cut'));
  assert.ok(hits.has('client→a any#1: cut'));
  assert.not.ok(hits.has('client→a any#2: cut'));
});

test('a fault is made coarser step by step until it is an ordinal only', () => {
  const trace = oneOfEach();
  const message = messageAt(trace, addressOf(hunted('client→a "SET k1"#1: cut')) ?? fail());
  const ladder = addressLadders(trace).get(message?.id ?? -1);
  const first = coarsen(hunted('client→a "SET k1"#1: cut'), ladder);
  const second = first && coarsen(first, ladder);
  const third = second && coarsen(second, ladder);
  assert.equal(textsOf([first ?? fail(), second ?? fail()]), [
    'client→a "SET"*#1: cut',
    'client→a any#1: cut',
  ]);
  assert.is(third, undefined);
});

/** What no framer knows, with other bytes in each run. */
function unframed(...labels: readonly string[]): Trace {
  const builder = traceBuilder(['a', 'b']);
  builder.startWorkload();
  for (const label of labels) {
    builder.message('a', 'b', label);
  }
  const trace = builder.build();
  const messages = trace.messages.map((one) => ({ ...one, labelClass: 'bytes' }));
  return { ...trace, messages: MessageLog.of(messages) };
}

test('a literal by mask is found again, hits its message, and is made coarser', () => {
  const [one, other] = [unframed('P1', 'G1', 'P2'), unframed('P3', 'G4', 'P5')];
  const naming = learnNaming([one, other]);
  const options = { naming, kinds: new Set(['cut'] as const), cutEndings: ['silence'] as const };
  const literals = literalsIn(one, occurrencesIn(one), options);
  assert.equal(
    literals.map(({ text }) => text),
    ['a→b "P\\\\?"#1: cut', 'a→b "G\\\\?"#1: cut', 'a→b "P\\\\?"#2: cut'],
  );
  const hits = hitsOf(other, occurrencesIn(other), naming);
  assert.ok(literals.every(({ text }) => hits.has(text)));
  const [, , last] = literals;
  const fault = last?.fault;
  assert.is(fault?.kind === 'cut' && messageAt(other, fault.at)?.label, 'P5');
  const wider = fault && coarsen(fault, last.ladder);
  assert.is(wider && faultText(wider), 'a→b "bytes"*#3: cut');
});

test('an attempt to connect has no coarser address', () => {
  const trace = oneOfEach();
  const refusal = hunted('client→a connect#1: refuse');
  const ladder = addressLadders(trace).get(
    messageAt(trace, addressOf(refusal) ?? fail())?.id ?? -1,
  );
  assert.is(coarsen(refusal, ladder), undefined);
});

test('property: every literal can be realised', () => {
  fc.assert(
    fc.property(randomTrace, (trace) => {
      for (const { fault } of literalsIn(trace, occurrencesIn(trace), optionsFor(trace))) {
        assert.is(checkRealisable(fault), undefined);
      }
    }),
  );
});

test('property: the literals of a support hit it', () => {
  fc.assert(
    fc.property(randomTrace, (trace) => {
      const support = supportOf(trace);
      const hits = hitsOf(trace, support, learnNaming([trace]));
      for (const { text } of literalsIn(trace, support, optionsFor(trace))) {
        assert.ok(hits.has(text), text);
      }
    }),
  );
});

function fail(): never {
  throw new Error('expected a value');
}

test.run();
