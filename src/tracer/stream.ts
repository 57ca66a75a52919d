/**
 * One direction of a TCP connection: the paper's byte windows (Box of Pain §4.1). Each write owns the range that the
 * kernel accepted, each read names the range it consumed; a read's parents are the writes whose ranges it touches.
 */
import type { Direction, EventId, NodeName } from '../model/trace.ts';
import type { Framer } from './framers/framer.ts';
import type { OpenChannel, OpenMessage, Recorder } from './recorder.ts';

interface Range {
  readonly from: number;
  readonly to: number;
  readonly event: EventId;
}

/** The direction is cut: nothing more reaches the reader. */
export interface Cut {
  /** Our duplicate of the writer's socket. It keeps FIN and RST from the peer while it is open. */
  readonly duplicate: number;
  readonly ending: 'silence' | 'reset';
  /** Bytes taken from the writer since, and how many its send buffer would hold. */
  taken: number;
  readonly room: number;
}

export class Stream {
  readonly channel: OpenChannel;
  readonly direction: Direction;
  readonly framer: Framer;
  readonly messages: OpenMessage[] = [];
  cut: Cut | undefined;
  /** Latest close, shutdown or exit at the writing end. */
  closedBy: EventId | undefined;
  #written = 0;
  #consumed = 0;
  /** Writes not yet wholly consumed. */
  #writes: Range[] = [];
  /** Reads whose writes have not been seen to end yet: the reader's exit may be reported first. */
  #early: Range[] = [];
  #nextMessage = 0;

  constructor(channel: OpenChannel, direction: Direction, framer: Framer) {
    this.channel = channel;
    this.direction = direction;
    this.framer = framer;
  }

  get from(): NodeName {
    return this.direction === 'forth' ? this.channel.client : this.channel.server;
  }

  get to(): NodeName {
    return this.direction === 'forth' ? this.channel.server : this.channel.client;
  }

  get written(): number {
    return this.#written;
  }

  /** Bytes that the reader has not read yet. */
  get underWay(): number {
    return Math.max(0, this.#written - this.#consumed);
  }

  /** Reads that no known write explains. */
  get unexplained(): number {
    return this.#early.length;
  }

  /** `size` bytes accepted by the kernel from the call entered at `event`. */
  wrote(event: EventId, size: number, recorder: Recorder): void {
    this.#writes.push({ from: this.#written, to: this.#written + size, event });
    this.#written += size;
    this.#resolve(recorder);
  }

  /** The writer died inside a call entered at `event`: what was read beyond the known writes came from it. */
  writerDied(event: EventId, recorder: Recorder): void {
    const missing = this.#consumed - this.#written;
    if (missing > 0) {
      this.wrote(event, missing, recorder);
    }
  }

  /** The range that a read of `size` bytes consumes next. */
  next(size: number): { from: number; to: number } {
    return { from: this.#consumed, to: this.#consumed + size };
  }

  /** `size` bytes were consumed by the call that ended at `event`. */
  read(event: EventId, size: number, recorder: Recorder): void {
    const range = { ...this.next(size), event };
    this.#consumed = range.to;
    this.#early.push(range);
    this.#resolve(recorder);
  }

  /** Messages began at these stream offsets; the former one ends where the next begins. */
  began(message: OpenMessage): void {
    const last = this.messages.at(-1);
    if (last !== undefined) {
      last.end = message.start;
    }
    this.messages.push(message);
  }

  #resolve(recorder: Recorder): void {
    while (this.#early[0] !== undefined && this.#early[0].to <= this.#written) {
      const range = this.#early[0];
      this.#early.shift();
      this.#parents(range, recorder);
      this.#receive(range);
    }
  }

  #parents(range: Range, recorder: Recorder): void {
    for (const write of this.#writes) {
      if (write.from >= range.to) {
        break;
      }
      if (write.to > range.from) {
        recorder.edge(write.event, range.event, 'data');
      }
    }
    while (this.#writes[0] !== undefined && this.#writes[0].to <= range.to) {
      this.#writes.shift();
    }
  }

  #receive(range: Range): void {
    for (let i = this.#nextMessage; i < this.messages.length; i++) {
      const message = this.messages[i] as OpenMessage;
      const end = this.messages[i + 1]?.start ?? this.#written;
      if (message.start >= range.to) {
        break;
      }
      if (end > range.from) {
        message.received.push(range.event);
      }
      if (i + 1 < this.messages.length && end <= range.to) {
        this.#nextMessage = i + 1;
      }
    }
  }
}
