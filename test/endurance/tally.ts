/** What came of many runs. */

export interface Run {
  /** One line for each thing that must not happen: what kind it is, and a colon. */
  readonly trouble: readonly string[];
  readonly events: number;
  readonly durationMs: number;
}

export class Tally {
  #runs = 0;
  #clean = 0;
  #events = 0;
  #durationMs = 0;
  #longestMs = 0;
  readonly #kinds = new Map<string, number>();

  add({ trouble, events, durationMs }: Run): void {
    this.#runs += 1;
    this.#clean += trouble.length === 0 ? 1 : 0;
    this.#events += events;
    this.#durationMs += durationMs;
    this.#longestMs = Math.max(this.#longestMs, durationMs);
    for (const line of trouble) {
      const kind = line.slice(0, Math.max(0, line.indexOf(':')));
      this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
    }
  }

  get isClean(): boolean {
    return this.#clean === this.#runs;
  }

  line(system: string): string {
    const kinds = [...this.#kinds].map(([kind, count]) => `${count} ${kind}`).join(', ');
    const mean = Math.round(this.#durationMs / Math.max(1, this.#runs));
    const counts = `${this.#runs} runs, ${this.#clean} clean${kinds && `, ${kinds}`}`;
    const times = `${mean} ms a run, at most ${Math.round(this.#longestMs)} ms`;
    return `${system}: ${counts}; ${this.#events} events, ${times}`;
  }
}
