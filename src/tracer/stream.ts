/**
 * One direction of a connection, or a pipe: the paper's byte windows (Box of Pain §4.1). Each write
 * owns the range that the kernel accepted, each read names the range it consumed; a read's parents
 * are the writes whose ranges it touches. It knows no system calls and no faults.
 */
import { isLocal } from '../model/channel.ts';
import type { Direction, Edge, EventId, NodeName, RunPhase, Window } from '../model/trace.ts';
import type { Framer } from './framers/framer.ts';
import type { OpenSocket } from './open-socket.ts';
import type { Thread } from './processes.ts';
import type { OpenChannel, OpenMessage, Recorder } from './recorder.ts';
import type { Stop } from './stop.ts';
import { Turn } from './turn.ts';
import type { Cut, Doom, Gate } from './withhold.ts';

interface Range extends Window {
  readonly event: EventId;
  /** The bytes were only shown, and lie there still: kind of the edges that come of it. */
  readonly shown?: Edge['kind'];
}

/** A call whose end will never be seen: its thread died in it. What it sent shows at the reader. */
export interface Orphan {
  readonly entry: EventId;
  /** What it was about to send, when that was still to be had. */
  readonly payload: Uint8Array;
  readonly phase: RunPhase;
  used: number;
}

/** Of messages that were consumed: fewer are not worth the copying, more grow old in memory. */
const MESSAGES_KEPT = 4;

export class Stream {
  readonly channel: OpenChannel;
  readonly direction: Direction;
  readonly framer: Framer;
  /** Those not wholly consumed, and some that are; the last of all in any case. */
  #messages: OpenMessage[] = [];
  readonly sends = new Turn<Thread, Stop>();
  readonly receives = new Turn<Thread, Stop>();
  /** The socket at the writing end, once that is known. */
  writer: OpenSocket | undefined;
  cut: Cut | undefined;
  /** What is to be shut once the writing end is accepted. */
  readonly latent: Gate[] = [];
  doom: Doom | undefined;
  orphan: Orphan | undefined;
  /** What ended the writing end: closes, shutdowns and exits, one for each holder. */
  readonly closers: EventId[] = [];
  /** It is a FIFO's. */
  hasName = false;
  /** In which order its bytes were moved is not known: no read of it has parents any more. */
  isBlurred = false;
  /** Nobody is left to read what is under way. */
  abandoned = false;
  #written = 0;
  #consumed = 0;
  /** Writes not yet wholly consumed. */
  #writes: Range[] = [];
  /** Reads whose writes have not been seen to end yet: the reader's exit may be reported first. */
  #early: Range[] = [];
  /** Looks that were taken while a write was under way, which may have been seen by them. */
  #watchers: EventId[] = [];
  /** Of `closers`, how many a look has found. */
  #closersSeen = 0;
  #nextMessage = 0;
  /** Where messages begin that were told of before they began. */
  readonly #glimpsed = new Set<number>();

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

  /** Bytes that the reader has read. */
  get consumed(): number {
    return this.#consumed;
  }

  /** Nothing has been read from it. */
  get isUnread(): boolean {
    return this.#consumed === 0;
  }

  /**
   * Between processes of one node, where only the order of things is of interest: no message of it
   * can be faulted. A FIFO may yet be opened by another node.
   */
  get isInner(): boolean {
    return !this.hasName && isLocal(this.channel.kind) && this.from === this.to;
  }

  /** Bytes that the writer got rid of: on their way, or withheld. */
  get accepted(): number {
    return this.#written + (this.cut?.taken ?? 0);
  }

  /** Bytes that the reader has not read yet. */
  get underWay(): number {
    return Math.max(0, this.#written - this.#consumed);
  }

  /** Bytes that were read, but that no known write explains. */
  get unexplained(): number {
    return Math.max(0, this.#consumed - this.#written);
  }

  /** `size` bytes accepted by the kernel from the call entered at `event`. */
  wrote(event: EventId, size: number, recorder: Recorder): void {
    if (size > 0) {
      const range = { from: this.#written, to: this.#written + size, event };
      this.#writes.push(range);
      this.#written += size;
      if (this.#watchers.length > 0) {
        this.#show(range, recorder);
      }
      this.#resolve(recorder);
    }
  }

  /** Looks that were taken while the write was under way may have been shown its bytes. */
  #show(range: Range, recorder: Recorder): void {
    for (const watcher of this.#watchers.splice(0)) {
      recorder.edge(range.event, watcher, 'poll');
      this.#receive({ ...range, event: watcher, shown: 'poll' }, recorder);
    }
  }

  /** The next `size` of the bytes that were withheld have been delivered after all. */
  released(event: EventId, size: number, recorder: Recorder): void {
    const from = this.#written;
    if (this.cut !== undefined) {
      this.cut.taken -= size;
    }
    for (let i = this.#messages.length - 1; i >= 0; i -= 1) {
      const message = this.#messages[i] as OpenMessage;
      if (message.end <= from) {
        break;
      }
      message.withheld &&= message.start >= from + size;
    }
    this.wrote(event, size, recorder);
  }

  /** Messages of which the next read of `size` bytes would return some. */
  ahead(size: number): readonly OpenMessage[] {
    const { to } = this.next(Math.min(size, this.underWay));
    return this.#messages.slice(this.#nextMessage).filter(({ start }) => start < to);
  }

  /** That many bytes were in it when it was met first. */
  prime(size: number): void {
    this.#written += size;
  }

  /** What a read of `size` bytes consumes of a channel of records: what does not fit is lost. */
  record(size: number): number {
    const at = this.#consumed;
    const write = this.#writes.find(({ from, to }) => from <= at && at < to);
    // The call that sent it may not have been seen to end yet.
    const left = write === undefined ? this.sends.holder?.pending?.size : write.to - at;
    return Math.max(size, left ?? 0);
  }

  /** The range that a read of `size` bytes consumes next. */
  next(size: number): Window {
    return { from: this.#consumed, to: this.#consumed + size };
  }

  /** `size` bytes were consumed by the call that ended at `event`. */
  read(event: EventId, size: number, recorder: Recorder): void {
    if (size > 0) {
      const to = this.#consumed + size;
      this.#early.push({ from: this.#consumed, to, event });
      this.#consumed = to;
      this.#resolve(recorder);
    }
  }

  /** `size` bytes were shown to the call that ended at `event`, and are still to be read. */
  showed(event: EventId, size: number, recorder: Recorder): void {
    if (size > 0) {
      this.#early.push({ ...this.next(size), event, shown: 'data' });
      this.#resolve(recorder);
    }
  }

  /**
   * At `event` the reader may have learnt of all that has come and was not read: bytes, also those
   * of a write that is under way, and the end.
   */
  watched(event: EventId, recorder: Recorder): void {
    if (this.underWay > 0) {
      this.#early.push({ ...this.next(this.underWay), event, shown: 'poll' });
      this.#resolve(recorder);
    }
    if (this.sends.holder !== undefined) {
      this.#watchers.push(event);
    }
    for (; this.#closersSeen < this.closers.length; this.#closersSeen++) {
      recorder.edge(this.closers[this.#closersSeen] ?? event, event, 'poll');
    }
  }

  /** True: nobody was told of the message that is to begin so far behind what was accepted. */
  glimpsed(start: number): boolean {
    const at = this.accepted + start;
    const isNew = !this.#glimpsed.has(at);
    this.#glimpsed.add(at);
    return isNew;
  }

  /** A message began; the former one ends where it starts. */
  began(message: OpenMessage): void {
    message.isHeard = this.#glimpsed.size > 0 && this.#glimpsed.delete(message.start);
    this.reached(message.start);
    this.#messages.push(message);
  }

  /** The latest message goes on to this offset. */
  reached(offset: number): void {
    const last = this.#messages.at(-1);
    if (last !== undefined) {
      last.end = offset;
    }
  }

  #resolve(recorder: Recorder): void {
    while (this.#early[0] !== undefined && this.#early[0].to <= this.#written) {
      const range = this.#early[0];
      this.#early.shift();
      this.#parents(range, recorder);
      this.#receive(range, recorder);
    }
  }

  #parents(range: Range, recorder: Recorder): void {
    for (const write of this.#writes) {
      if (write.from >= range.to || this.isBlurred) {
        break;
      }
      if (write.to > range.from) {
        recorder.edge(write.event, range.event, range.shown ?? 'data');
      }
    }
    if (range.shown !== undefined) {
      return;
    }
    while (this.#writes[0] !== undefined && this.#writes[0].to <= range.to) {
      this.#writes.shift();
    }
  }

  #receive(range: Range, recorder: Recorder): void {
    for (let i = this.#nextMessage; i < this.#messages.length; i++) {
      const message = this.#messages[i] as OpenMessage;
      const end = this.#messages[i + 1]?.start ?? this.#written;
      if (message.start >= range.to) {
        break;
      }
      if (end > range.from) {
        if (range.shown === 'poll') {
          message.shownTo(range.event);
        } else {
          recorder.receive(message, range.event);
        }
      }
      if (range.shown === undefined && i + 1 < this.#messages.length && end <= range.to) {
        this.#nextMessage = i + 1;
      }
    }
    // The trace holds them: here only those of which more will be said.
    if (this.#nextMessage > MESSAGES_KEPT && this.#nextMessage * 2 > this.#messages.length) {
      this.#messages = this.#messages.slice(this.#nextMessage);
      this.#nextMessage = 0;
    }
  }
}
