/** The rows of specs/ladder: what each spec says of itself under `x-ladder`. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { type HuntPlan, planHunt } from '../../src/cli/hunt-plan.ts';
import { loadSpec } from '../../src/spec/load-spec.ts';
import { ROOT } from './root.ts';

const FOLDER = join(ROOT, 'specs', 'ladder');

export interface Expected {
  readonly verdict: 'violated' | 'exhausted';
  /** Size of the minimal set; absent when none is expected. */
  readonly faults?: number;
  /**
   * The minimal sets by hand, up to symmetry: one regular expression for each fault. At least one
   * has that size; the others are minimal too.
   */
  readonly sets?: readonly (readonly string[])[];
}

export interface Row {
  readonly name: string;
  readonly plan: HuntPlan;
  /** Lines of the program that are neither blank nor comment. */
  readonly lines: number;
  readonly expected: Expected;
  /** The figure of the LDFI paper, where it has the program. */
  readonly paper?: string;
}

interface LadderKeys {
  readonly program: string;
  readonly expected: Expected;
  readonly paper?: string;
}

function linesOf(program: string): number {
  const text = readFileSync(join(FOLDER, program), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
  return text.split('\n').filter((line) => line.trim() !== '').length;
}

/** All rows, in the order of their names. */
export function ladderRows(): readonly Row[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));
  return files.toSorted().map((file) => {
    const path = join(FOLDER, file);
    const keys = (parse(readFileSync(path, 'utf8'), { merge: true }) as { 'x-ladder': LadderKeys })[
      'x-ladder'
    ];
    const plan = planHunt(loadSpec(path), { perKindMax: {}, stopOn: 'first' });
    const { expected, paper } = keys;
    const lines = linesOf(keys.program);
    return { name: basename(file, '.yaml'), plan, lines, expected, ...(paper && { paper }) };
  });
}
