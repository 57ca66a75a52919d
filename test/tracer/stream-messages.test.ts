import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Context } from '../../src/tracer/context.ts';
import { createFramer } from '../../src/tracer/framers/framer.ts';
import { type OfferedMessage, PASSIVE } from '../../src/tracer/interposer.ts';
import { Recorder } from '../../src/tracer/recorder.ts';
import { Stream } from '../../src/tracer/stream.ts';
import { beginMessages, offerOf } from '../../src/tracer/stream-messages.ts';

const test = suite('tracer/stream-messages');

const setUp = () => {
  const recorder = new Recorder();
  recorder.event({ node: 'a', process: 0, thread: 0, call: 'send', phase: 'entry', atUs: 0 });
  const stream = new Stream(recorder.channel('tcp', 'a', 'b'), 'forth', createFramer('line'));
  const sent: string[] = [];
  const interposer = {
    ...PASSIVE,
    sent: (call: number, { label }: OfferedMessage) => void sent.push(`${call} ${label}`),
  };
  const context = { recorder, interposer } as unknown as Context;
  const begin = (text: string, reach = text.length, phase: 'setup' | 'workload' = 'workload') => {
    const bytes = Buffer.from(text);
    beginMessages(context, stream, bytes, { call: 0, phase, at: stream.accepted, reach });
    stream.wrote(0, reach, recorder);
  };
  const windows = (): string[] =>
    recorder
      .finish('', [])
      .messages.map(
        ({ label, window, withheld }) =>
          `${label} ${window.from}..${window.to}${withheld ? ' withheld' : ''}`,
      );
  return { stream, begin, windows, sent, recorder };
};

test('an offer names what would begin, and begins nothing', () => {
  const { stream, begin, windows, recorder } = setUp();
  const offer = offerOf({ recorder }, stream, 7, Buffer.from('one\ntwo\nth'));
  assert.is(offer.call, 7);
  assert.equal(offer.starts, [0, 4, 8]);
  assert.is(offer.size, 10);
  assert.equal(
    offer.messages.map(({ from, to, kind, label }) => `${from}→${to} ${kind} ${label}`),
    ['a→b tcp one', 'a→b tcp two', 'a→b tcp th'],
  );
  begin('one\n');
  assert.equal(windows(), ['one 0..4']);
});

test('messages end where the next begins, in whichever write that is', () => {
  const { begin, windows } = setUp();
  begin('one\ntw');
  begin('o\nthree');
  begin('\n');
  assert.equal(windows(), ['one 0..4', 'tw 4..8', 'three 8..14']);
});

test('what starts behind the reach is withheld', () => {
  const { begin, windows } = setUp();
  begin('one\ntwo\nthree\n', 4);
  assert.equal(windows(), ['one 0..4', 'two 4..8 withheld', 'three 8..14 withheld']);
});

test('who asks is told of each message and of its bytes in the write that begins it', () => {
  const { begin, recorder } = setUp();
  const told: string[] = [];
  recorder.began = ({ label, start, withheld }, bytes) => {
    const text = JSON.stringify(Buffer.from(bytes).toString());
    told.push(`${label} at ${start}: ${text}${withheld ? ' withheld' : ''}`);
  };
  begin('one\ntw');
  begin('o\nthree\n', 2);
  assert.equal(told, ['one at 0: "one\\n"', 'tw at 4: "tw"', 'three at 8: "three\\n" withheld']);
});

test('only messages of the workload are counted', () => {
  const { begin, sent } = setUp();
  begin('one\n', 4, 'setup');
  begin('two\n');
  assert.equal(sent, ['0 two']);
});

test('no bytes, no message', () => {
  const { begin, windows } = setUp();
  begin('');
  assert.equal(windows(), []);
});

test.run();
