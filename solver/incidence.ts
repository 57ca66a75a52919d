/**
 * Which clauses each literal of a formula satisfies, as bits, literal by literal; kept up to date
 * while the formula grows. Knows no search.
 */
import type { Formula, FormulaClause } from './formula.ts';

export class Incidence {
  /** Words of a row; clause j is bit j mod 32 of word j div 32. */
  width = 1;
  /** Row of the literal at place p: `width` words from p · width on. */
  rows = new Uint32Array(0);
  private readonly formula: Formula;
  private places = 0;
  private clauses = 0;
  private widenings = 0;

  constructor(formula: Formula) {
    this.formula = formula;
  }

  /** Words of a row that clauses have reached so far. */
  get used(): number {
    return Math.ceil(this.clauses / 32);
  }

  has(place: number, clause: number): boolean {
    const word = this.rows[place * this.width + (clause >>> 5)] as number;
    return ((word >>> (clause & 31)) & 1) === 1;
  }

  /** Cost: the members of what is new. */
  sync(): void {
    const { formula } = this;
    const { inPlay, clauseList, widenings } = formula;
    this.makeRoom(inPlay.length, clauseList.length);
    for (let number = this.clauses; number < clauseList.length; number++) {
      this.addColumn(number, 0);
    }
    for (let number = 0; number < this.clauses && this.places < inPlay.length; number++) {
      this.addColumn(number, this.places);
    }
    for (const { clause, ids } of widenings.slice(this.widenings)) {
      for (const id of ids) {
        const place = formula.placeOf(id);
        if (place >= 0) {
          this.set(place, clause);
        }
      }
    }
    this.places = inPlay.length;
    this.clauses = clauseList.length;
    this.widenings = widenings.length;
  }

  /** The literals of a clause, from that place on. */
  private addColumn(number: number, from: number): void {
    const { inPlay, clauseList } = this.formula;
    const { present } = clauseList[number] as FormulaClause;
    for (let place = from; place < inPlay.length; place++) {
      if (present.has(inPlay[place] as number)) {
        this.set(place, number);
      }
    }
  }

  private set(place: number, clause: number): void {
    const word = place * this.width + (clause >>> 5);
    this.rows[word] = (this.rows[word] as number) | (1 << (clause & 31));
  }

  private makeRoom(places: number, clauses: number): void {
    let { width } = this;
    while (width * 32 < clauses) {
      width *= 2;
    }
    if (width === this.width && places * width <= this.rows.length) {
      return;
    }
    const rows = new Uint32Array(Math.max(places, 2 * this.places) * width);
    for (let place = 0; place < this.places; place++) {
      const from = place * this.width;
      rows.set(this.rows.subarray(from, from + this.width), place * width);
    }
    this.rows = rows;
    this.width = width;
  }
}
