/**
 * Calls that the engine has made in the place of their tracees without asking (native/express.c),
 * taken in afterwards as if each had been handled at its stop. Only where nothing is to be changed,
 * and nobody else can run into them.
 */
import { ensure } from '../model/errors.ts';
import { handlingOf, isSend } from './calls.ts';
import { type Context, record } from './context.ts';
import type { Pending } from './processes.ts';
import { exitReceive } from './receives.ts';
import { exitSend } from './sends.ts';
import type { Stop } from './stop.ts';

/** native/ldfi.h `struct ldfi_record`. */
const RECORD_BYTES = 32;

/** Each call of the journal, in order; how many there were. */
export const replay = (context: Context, journal: Uint8Array): number => {
  const view = new DataView(journal.buffer, journal.byteOffset, journal.length);
  let calls = 0;
  for (let at = 0; at < journal.length; calls += 1) {
    const payload = view.getUint32(at + 20, true);
    const from = at + RECORD_BYTES;
    const stop: Stop = {
      kind: 'entry',
      tid: view.getInt32(at, true),
      related: 0,
      sameProcess: false,
      sharesFiles: false,
      isWaitedFor: false,
      foreign: false,
      nr: view.getUint32(at + 8, true),
      args: [view.getInt32(at + 4, true), 0, view.getUint32(at + 12, true)],
      result: view.getInt32(at + 16, true),
      atNs: view.getUint32(at + 24, true) + view.getUint32(at + 28, true) * 0x1_0000_0000,
    };
    // A copy: framers may keep what they were given, and the journal is written anew.
    takeIn(context, stop, Buffer.from(journal.subarray(from, from + payload)));
    at = from + ((payload + 7) & ~7);
  }
  return calls;
};

const takeIn = (context: Context, stop: Stop, bytes: Uint8Array): void => {
  const thread = context.processes.thread(stop.tid);
  const { nr, args } = stop;
  const socket = thread?.process.sockets.get(args[0] ?? -1);
  const handling = handlingOf(nr);
  ensure(
    thread !== undefined && socket !== undefined && handling !== undefined,
    `call ${nr} was made without asking on what was not given free`,
  );
  const sends = isSend(handling);
  const stream = sends ? socket.out : socket.in;
  const turn = sends ? stream?.sends : stream?.receives;
  ensure(stream !== undefined, `call ${nr} was made without asking where nothing is connected`);
  if (turn?.holder !== undefined) {
    const { node } = thread.process;
    context.unfollowed.add(`two threads of ${node} used one connection at the same time`);
  }
  const place = { channel: stream.channel.id, direction: stream.direction };
  const entry = record(context, thread, sends ? 'send' : 'receive', 'entry', stop, place);
  const pending: Pending = { handling, nr, args, socket, stream };
  if (sends) {
    const { length: size } = bytes;
    exitSend(context, thread, { ...pending, entry, bytes, size }, stop);
  } else {
    exitReceive(context, thread, pending, stop);
  }
};
