/** What waits in the streams of the fake runner: behind a gate nothing arrives before it opens. */
import type { Fault } from '../../src/model/fault.ts';
import type { NodeName } from '../../src/model/trace.ts';

type Waiting = { readonly fault: Fault; open: boolean } | (() => void);

export class FakeQueues {
  /** By direction of a stream. */
  readonly #queues = new Map<string, Waiting[]>();

  /** Something has waited, or waits. */
  get used(): boolean {
    return this.#queues.size > 0;
  }

  #of(channel: number, from: NodeName): Waiting[] {
    const key = `${channel} ${from}`;
    const queue = this.#queues.get(key) ?? [];
    this.#queues.set(key, queue);
    return queue;
  }

  /** Shuts the direction until the fault is over; `once`: only if it has not done so yet. */
  shut(channel: number, from: NodeName, fault: Fault, once = false): void {
    const queue = this.#of(channel, from);
    const isShut = queue.some((one) => typeof one !== 'function' && one.fault === fault);
    if (!once || !isShut) {
      queue.push({ fault, open: false });
    }
  }

  /** At once, or when all gates before it are open. */
  pass(channel: number, from: NodeName, arrive: () => void): void {
    const queue = this.#queues.get(`${channel} ${from}`);
    if (queue === undefined || queue.length === 0) {
      arrive();
    } else {
      queue.push(arrive);
    }
  }

  /** The gates of that fault open, or all. */
  open(fault?: Fault): void {
    for (const queue of this.#queues.values()) {
      for (const one of queue) {
        if (typeof one !== 'function' && (fault === undefined || one.fault === fault)) {
          one.open = true;
        }
      }
    }
    for (const queue of this.#queues.values()) {
      this.#drain(queue);
    }
  }

  #drain(queue: Waiting[]): void {
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      if (typeof first !== 'function' && !first.open) {
        return;
      }
      queue.shift();
      if (typeof first === 'function') {
        first();
      }
    }
  }
}
