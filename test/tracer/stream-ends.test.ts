import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Context } from '../../src/tracer/context.ts';
import { writeFramer } from '../../src/tracer/framers/write.ts';
import type { OpenSocket } from '../../src/tracer/open-socket.ts';
import { ProcessTable } from '../../src/tracer/processes.ts';
import { Recorder } from '../../src/tracer/recorder.ts';
import { Stream } from '../../src/tracer/stream.ts';
import { letGo, noticeEnd } from '../../src/tracer/stream-ends.ts';

const test = suite('tracer/stream-ends');

const setUp = () => {
  const recorder = new Recorder();
  for (let i = 0; i < 10; i++) {
    recorder.event({ node: 'a', process: 0, thread: 0, call: 'send', phase: 'entry', atUs: 0 });
  }
  const channel = recorder.channel('tcp', 'a', 'b');
  const stream = new Stream(channel, 'forth', writeFramer());
  const socket = { cookie: '1', out: stream, in: new Stream(channel, 'back', writeFramer()) };
  stream.writer = socket as unknown as OpenSocket;
  const processes = new ProcessTable();
  const sockets = { held: { release: () => undefined } };
  const context = { recorder, processes, sockets } as unknown as Context;
  return { recorder, stream, socket: stream.writer, processes, context };
};

test('the end of a stream is after all that let go of it', () => {
  const { context, stream, socket, recorder } = setUp();
  letGo(context, socket, 2);
  letGo(context, socket, 4);
  noticeEnd(context, stream, 7);
  assert.equal(
    recorder.finish('', []).edges.map(({ from, to, kind }) => `${from}→${to} ${kind}`),
    ['2→7 close', '4→7 close'],
  );
});

test('a writer whose end was not seen yet stands with its last event', () => {
  const { context, stream, socket, recorder, processes } = setUp();
  const { process } = processes.addProcess(1, 'a', new Map([[3, socket]]));
  process.lastEvent = 5;
  processes.addProcess(2, 'a', new Map()).process.lastEvent = 6;
  noticeEnd(context, stream, 8);
  assert.equal(recorder.finish('', []).edges.toJSON(), [{ from: 5, to: 8, kind: 'close' }]);
});

test('what is under way to a socket is given up with its last holder', () => {
  const { context, socket, processes } = setUp();
  const first = processes.addProcess(1, 'a', new Map([[3, socket]]));
  const second = processes.addProcess(2, 'a', new Map([[3, socket]]));
  first.process.sockets.delete(3);
  letGo(context, socket, 1);
  assert.is(socket.in?.abandoned, false);
  processes.removeThread(second);
  letGo(context, socket, 2);
  assert.is(socket.in?.abandoned, true);
});

test.run();
