/**
 * A run that never was, for the tracker alone: three servers and two clients, eight threads each,
 * all connected with all, whose threads write and read at random. Reads find one write, several or
 * a part of one, some find nothing, and some are seen to end before the write that they read.
 */

import type { CallClass, EventId, Phase, Window } from '../../src/model/trace.ts';
import type { Watch } from '../../src/model/witness.ts';
import { createFramer } from '../../src/tracer/framers/framer.ts';
import { Recorder } from '../../src/tracer/recorder.ts';
import { Stream } from '../../src/tracer/stream.ts';

export const NODES = ['a', 'b', 'c', 'client.1', 'client.2'];
const THREADS = 8;
const EAGAIN = -11;
const COMMANDS = ['GET', 'SET', 'OK', 'VOTE', 'APPEND'];

/** Numbers that look drawn: the same each time (Numerical Recipes' generator). */
function chanceFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

class Traffic {
  readonly recorder: Recorder;
  readonly #streams: Stream[] = [];
  readonly #chance = chanceFrom(1);

  constructor(watches: readonly Watch[]) {
    this.recorder = new Recorder(watches);
    for (const [index, client] of NODES.entries()) {
      for (const server of NODES.slice(index + 1)) {
        const channel = this.recorder.channel('tcp', client, server);
        this.#streams.push(
          new Stream(channel, 'forth', createFramer('auto')),
          new Stream(channel, 'back', createFramer('auto')),
        );
      }
    }
  }

  /** A write and perhaps a read, or a read in vain. */
  move(): void {
    const chance = this.#chance;
    const stream = this.#streams[chance(this.#streams.length)] as Stream;
    const kind = chance(100);
    if (kind < 10) {
      this.#event(stream, 'receive', 'entry');
      const { accepted: at } = stream;
      this.#exit(stream, 'receive', { from: at, to: at }, EAGAIN);
    } else if (kind < 15) {
      this.#overtakenWrite(stream);
    } else {
      const { entry, size } = this.#begin(stream);
      this.#end(stream, entry, size);
      if (kind < 85) {
        this.#read(stream, kind < 75 ? stream.underWay : 1 + chance(stream.underWay));
      }
    }
  }

  /** The reader's call is seen to end first. */
  #overtakenWrite(stream: Stream): void {
    const { entry, size } = this.#begin(stream);
    this.#read(stream, stream.underWay + size);
    this.#end(stream, entry, size);
  }

  #begin(stream: Stream): { readonly entry: EventId; readonly size: number } {
    const chance = this.#chance;
    const size = 16 + chance(200);
    const entry = this.#event(stream, 'send', 'entry');
    const labelClass = COMMANDS[chance(COMMANDS.length)] ?? '';
    const start = stream.accepted;
    stream.began(
      this.recorder.message({
        kind: 'tcp',
        channel: stream.channel.id,
        direction: stream.direction,
        from: stream.from,
        to: stream.to,
        label: `${labelClass} k${chance(100)}`,
        labelClass,
        digest: chance(2 ** 32)
          .toString(16)
          .padStart(8, '0'),
        start,
        end: start + size,
        sent: entry,
        phase: 'workload',
        withheld: false,
      }),
    );
    return { entry, size };
  }

  #end(stream: Stream, entry: EventId, size: number): void {
    const from = stream.accepted;
    const window = { from, to: from + size };
    this.#exit(stream, 'send', window, size);
    stream.wrote(entry, size, this.recorder);
  }

  #read(stream: Stream, size: number): void {
    this.#event(stream, 'receive', 'entry');
    const window = stream.next(size);
    const exit = this.#exit(stream, 'receive', window, size);
    stream.read(exit, size, this.recorder);
  }

  #event(stream: Stream, call: CallClass, phase: Phase): EventId {
    return this.recorder.event({
      node: call === 'send' ? stream.from : stream.to,
      process: 1,
      thread: this.#chance(THREADS),
      call,
      phase,
      atUs: this.recorder.events.length * 3.5,
      channel: stream.channel.id,
      direction: stream.direction,
    });
  }

  #exit(stream: Stream, call: CallClass, window: Window, result: number): EventId {
    return this.recorder.event({
      node: call === 'send' ? stream.from : stream.to,
      process: 1,
      thread: this.#chance(THREADS),
      call,
      phase: 'exit',
      atUs: this.recorder.events.length * 3.5,
      channel: stream.channel.id,
      direction: stream.direction,
      window,
      result,
    });
  }
}

/** Records until there are so many events. */
export function recordSynthetic(events: number, watches: readonly Watch[]): Recorder {
  const traffic = new Traffic(watches);
  traffic.recorder.workloadBegins();
  while (traffic.recorder.events.length < events) {
    traffic.move();
  }
  traffic.recorder.workloadEnds();
  return traffic.recorder;
}
