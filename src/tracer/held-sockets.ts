/**
 * Duplicates of tracees' sockets that are kept from call to call. A duplicate keeps a socket open,
 * and its peer from seeing the end: so it is given back before anything that lets go of the socket
 * (a close, a kill) is allowed to happen, and as soon as a death is seen that nobody ordered.
 */
import type { Engine } from './engine.ts';
import type { OpenSocket } from './open-socket.ts';

/** The runner's own descriptors are limited; what has been kept longest goes first. */
const HELD_MAX = 256;

export class HeldSockets {
  readonly #engine: Engine;
  /** In the order in which they were kept. */
  readonly #held = new Set<OpenSocket>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  keep(socket: OpenSocket, duplicate: number): void {
    const [oldest] = this.#held;
    if (oldest !== undefined && this.#held.size >= HELD_MAX) {
      this.release(oldest);
    }
    this.#held.add(socket);
    socket.held = duplicate;
  }

  release(socket: OpenSocket): void {
    const duplicate = socket.held;
    if (duplicate !== undefined) {
      this.#held.delete(socket);
      socket.held = undefined;
      this.#engine.drop(duplicate);
    }
  }

  releaseAll(): void {
    for (const socket of [...this.#held]) {
      this.release(socket);
    }
  }
}
