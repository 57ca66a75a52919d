/** Formulas as DIMACS files, for solvers that are other programs. */
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Formula } from '../../solver/formula.ts';

const CHUNK = 1 << 20;

/** Clauses as they come: the header has their number, so they are counted by a first pass. */
class Writer {
  variables: number;
  clauses = 0;
  private text = '';
  private readonly file: number | undefined;

  constructor(variables: number, file: number | undefined) {
    this.variables = variables;
    this.file = file;
  }

  clause(literals: readonly number[]): void {
    this.clauses += 1;
    if (this.file !== undefined) {
      this.write(`${literals.join(' ')} 0\n`);
    }
  }

  write(text: string): void {
    this.text += text;
    if (this.text.length > CHUNK) {
      this.flush();
    }
  }

  flush(): void {
    if (this.file !== undefined) {
      writeSync(this.file, this.text);
    }
    this.text = '';
  }

  /** Sinz, Towards an optimal CNF encoding of Boolean cardinality constraints, 2005. */
  atMost(terms: readonly number[], max: number): void {
    if (max === 0) {
      for (const term of terms) {
        this.clause([-term]);
      }
      return;
    }
    const first = this.variables + 1;
    this.variables += terms.length * max;
    const reached = (at: number, level: number): number => first + at * max + level - 1;
    for (const [at, term] of terms.entries()) {
      this.clause([-term, reached(at, 1)]);
      for (let level = 1; level <= max && at > 0; level++) {
        this.clause([-reached(at - 1, level), reached(at, level)]);
        this.clause([
          -term,
          -reached(at - 1, level),
          ...(level < max ? [reached(at, level + 1)] : []),
        ]);
      }
    }
  }
}

function say(writer: Writer, formula: Formula, ids: readonly number[], sizeMax: number): void {
  const variableOf = new Map(ids.map((id, index) => [id, index + 1]));
  const isKnown = (id: number): boolean => variableOf.has(id);
  const variables = (some: readonly number[]): number[] =>
    some.map((id) => variableOf.get(id) as number);
  for (const { absent, present } of formula.clauseList) {
    if (absent.every(isKnown)) {
      const hits = ids.filter((id) => present.has(id));
      writer.clause([...variables(absent).map((one) => -one), ...variables(hits)]);
    }
  }
  for (const absent of formula.blocks()) {
    if (absent.every(isKnown)) {
      const others = ids.filter((id) => !absent.includes(id));
      writer.clause([...variables(absent).map((one) => -one), ...variables(others)]);
    }
  }
  writer.atMost(variables(ids), sizeMax);
  for (const { members, max } of formula.bounds) {
    const known = members.filter(isKnown);
    if (known.length > max && known.length < ids.length) {
      writer.atMost(variables(known), max);
    }
  }
}

/** The formula over these literals, at most `sizeMax` of which hold. Costs are left out. */
export function writeDimacs(
  path: string,
  formula: Formula,
  ids: readonly number[],
  sizeMax: number,
): void {
  const counted = new Writer(ids.length, undefined);
  say(counted, formula, ids, sizeMax);
  const file = openSync(path, 'w');
  const writer = new Writer(ids.length, file);
  writer.write(`p cnf ${counted.variables} ${counted.clauses}\n`);
  say(writer, formula, ids, sizeMax);
  writer.flush();
  closeSync(file);
}
