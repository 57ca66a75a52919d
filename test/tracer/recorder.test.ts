import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { NewMessage } from '../../src/model/message-log.ts';
import { Recorder } from '../../src/tracer/recorder.ts';

const test = suite('tracer/recorder');

const event = (recorder: Recorder, node = 'a'): number =>
  recorder.event({ node, process: 0, thread: 0, call: 'send', phase: 'entry', atUs: 0 });

const MESSAGE: NewMessage = {
  channel: 0,
  kind: 'tcp',
  direction: 'forth',
  from: 'a',
  to: 'b',
  label: 'x',
  labelClass: 'x',
  digest: '',
  start: 0,
  end: 4,
  sent: 0,
  phase: 'workload',
  withheld: false,
};

test('events are numbered in observation order', () => {
  const recorder = new Recorder();
  assert.equal([event(recorder), event(recorder), event(recorder)], [0, 1, 2]);
  assert.equal(
    recorder.finish('s', ['a']).events.map(({ id }) => id),
    [0, 1, 2],
  );
});

test('edges are sorted by their end, then their beginning; an edge to itself is none', () => {
  const recorder = new Recorder();
  for (let i = 0; i < 5; i++) {
    event(recorder);
  }
  recorder.edge(2, 4, 'data');
  recorder.edge(0, 1, 'spawn');
  recorder.edge(1, 4, 'close');
  recorder.edge(3, 3, 'data');
  assert.equal(
    recorder.finish('s', []).edges.map(({ from, to }) => [from, to]),
    [
      [0, 1],
      [1, 4],
      [2, 4],
    ],
  );
});

test('an edge against observation order is a bug', () => {
  const recorder = new Recorder();
  assert.throws(() => recorder.edge(2, 1, 'data'), /2 → 1/);
});

test('channels are counted by kind and ends, as those are when the run is over', () => {
  const recorder = new Recorder();
  recorder.channel('tcp', 'a', 'b');
  const late = recorder.channel('tcp', 'outside', 'b');
  recorder.channel('udp', 'a', 'b');
  recorder.channel('tcp', 'a', 'b');
  late.client = 'a';
  assert.equal(
    recorder.finish('s', []).channels.map(({ kind, client, ordinal }) => [kind, client, ordinal]),
    [
      ['tcp', 'a', 1],
      ['tcp', 'a', 2],
      ['udp', 'a', 1],
      ['tcp', 'a', 3],
    ],
  );
});

test('messages are sorted by their send, then their place in it, and numbered anew', () => {
  const recorder = new Recorder();
  recorder.message({ ...MESSAGE, label: 'third', sent: 5, start: 4 });
  recorder.message({ ...MESSAGE, label: 'second', sent: 5, start: 2 });
  recorder.message({ ...MESSAGE, label: 'first', sent: 1, start: 9 });
  const { messages } = recorder.finish('s', []);
  assert.equal(
    messages.map(({ id, label }) => `${id} ${label}`),
    ['0 first', '1 second', '2 third'],
  );
  assert.equal(messages.at(0)?.window, { from: 9, to: 4 });
  assert.not.ok('start' in (messages.at(0) ?? {}));
});

test('a finished trace does not change any more', () => {
  const recorder = new Recorder();
  event(recorder);
  const message = recorder.message({ ...MESSAGE });
  message.shownTo(1);
  const trace = recorder.finish('s', []);
  const before = JSON.stringify(trace);
  event(recorder);
  message.shownTo(2);
  message.end = 9;
  message.withheld = true;
  recorder.edge(0, 1, 'data');
  recorder.channel('tcp', 'a', 'b');
  assert.is(JSON.stringify(trace), before);
});

test('the workload is what lies between its begin and its end', () => {
  const recorder = new Recorder();
  event(recorder);
  recorder.workloadBegins();
  event(recorder);
  assert.equal(recorder.finish('s', []).workload, { from: 1, to: 2 }, 'not over yet');
  recorder.workloadEnds();
  event(recorder);
  assert.equal(recorder.finish('s', []).workload, { from: 1, to: 2 });
});

test('a run without a workload has an empty one at its end', () => {
  const recorder = new Recorder();
  event(recorder);
  assert.equal(recorder.finish('s', []).workload, { from: 1, to: 1 });
});

test.run();
