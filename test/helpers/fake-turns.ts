/** What is to happen in a run of the fake runner, and its time in ticks. */

interface Turn {
  readonly at: number;
  readonly act: () => void;
}

export class FakeTurns {
  readonly #turns: Turn[] = [];
  #now = 0;

  after(ticks: number, act: () => void): void {
    this.#turns.push({ at: this.#now + ticks, act });
  }

  /** All turns in order, those too that they bring, as far as they are within so many ticks. */
  play(ticks: number): void {
    const latest = this.#now + ticks;
    for (let turn = this.#next(latest); turn !== undefined; turn = this.#next(latest)) {
      this.#now = turn.at;
      turn.act();
    }
  }

  #next(latest: number): Turn | undefined {
    const first = this.#turns.reduce<Turn | undefined>(
      (best, turn) => (best === undefined || turn.at < best.at ? turn : best),
      undefined,
    );
    if (first === undefined || first.at > latest) {
      return undefined;
    }
    this.#turns.splice(this.#turns.indexOf(first), 1);
    return first;
  }
}
