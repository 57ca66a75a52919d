/**
 * One call at a time on one side of a stream. When two threads send on (or read from) the same
 * connection at once, the order in which their calls are seen to end need not be the order in which
 * the kernel ran them, and byte windows would be swapped. So the later one waits in its entry stop,
 * as it might have waited for the processor.
 */

export interface Waiting<Thread, Stop> {
  readonly thread: Thread;
  readonly stop: Stop;
  readonly turn: Turn<Thread, Stop>;
}

export class Turn<Thread, Stop> {
  #holder: Thread | undefined;
  readonly #waiting: Waiting<Thread, Stop>[] = [];
  /** Calls that did not wait for the holder's. */
  readonly #ahead = new Set<Thread>();

  /** The thread whose call is under way. */
  get holder(): Thread | undefined {
    return this.#holder;
  }

  /** False: another thread's call is under way. */
  take(thread: Thread): boolean {
    this.#holder ??= thread;
    return this.#holder === thread;
  }

  /** It goes on beside the holder. */
  goAhead(thread: Thread): void {
    this.#ahead.add(thread);
  }

  /** Whose calls are under way besides this thread's. */
  others(thread: Thread): Thread[] {
    return [this.#holder, ...this.#ahead].filter(
      (one): one is Thread & {} => one !== undefined && one !== thread,
    );
  }

  /** To be handed out by `next` when the others before it are done. */
  wait(thread: Thread, stop: Stop): void {
    this.#waiting.push({ thread, stop, turn: this });
  }

  /** The thread's call has ended, or the thread itself, maybe while it waited. */
  leave(thread: Thread): void {
    if (this.#ahead.size > 0) {
      this.#ahead.delete(thread);
    }
    if (this.#holder === thread) {
      this.#holder = undefined;
      return;
    }
    const index = this.#waiting.findIndex((waiting) => waiting.thread === thread);
    if (index >= 0) {
      this.#waiting.splice(index, 1);
    }
  }

  /** Somebody waits for it. */
  get isAwaited(): boolean {
    return this.#waiting.length > 0;
  }

  /** Who may take the turn now; it waits no longer. Nobody while a call is under way. */
  next(): Waiting<Thread, Stop> | undefined {
    return this.#holder === undefined ? this.#waiting.shift() : undefined;
  }
}
