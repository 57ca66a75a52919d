/**
 * How processes ended, by pid, until their parents have learnt of it. Pids come round again: the
 * kernel gives one away as soon as the parent's call has taken the end, which may be before that
 * call is seen to return.
 */
import type { EventId, NodeName } from '../model/trace.ts';
import type { Process } from './processes.ts';

interface End {
  readonly event: EventId;
  readonly node: NodeName;
  /** Ordinal of the process that made it, within the node. */
  readonly madeBy: number | undefined;
}

export class Ends {
  readonly #byPid = new Map<number, readonly End[]>();

  ended({ pid, node, madeBy }: Process, event: EventId): void {
    this.#byPid.set(pid, [...(this.#byPid.get(pid) ?? []), { event, node, madeBy }]);
  }

  /**
   * The pid is given to another, so its former ends have been taken. `waits`: those nodes have a
   * call under way that may have taken one; nobody will be told of the others any more.
   */
  reborn(pid: number, waits: (node: NodeName) => boolean): void {
    const ends = this.#byPid.get(pid);
    if (ends !== undefined) {
      this.#keep(
        pid,
        ends.filter(({ node }) => waits(node)),
      );
    }
  }

  /**
   * The event by which a child ended of whose end that process has been told: of its own children
   * the one that ended first, or one that it has adopted. `stays`: it can be told again.
   */
  told(pid: number, { node, ordinal }: Process, stays: boolean): EventId | undefined {
    const ends = (this.#byPid.get(pid) ?? []).filter((end) => end.node === node);
    const end = ends.find(({ madeBy }) => madeBy === ordinal) ?? ends[0];
    if (end !== undefined && !stays) {
      this.#keep(
        pid,
        (this.#byPid.get(pid) ?? []).filter((other) => other !== end),
      );
    }
    return end?.event;
  }

  #keep(pid: number, ends: readonly End[]): void {
    if (ends.length === 0) {
      this.#byPid.delete(pid);
    } else {
      this.#byPid.set(pid, ends);
    }
  }
}
