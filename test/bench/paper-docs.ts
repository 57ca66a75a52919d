/**
 * What `npm run paper` measured, kept in docs/paper/results.json, and what is made of it: both
 * figures, and the table of docs/paper.md. Experiments may be measured one at a time.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { classesCovering, distributionOf } from '../../src/lineage/class-tally.ts';
import { COVERED } from '../../src/report/distribution-report.ts';
import { type Curve, distributionSvg } from '../../src/report/distribution-svg.ts';
import { ROOT } from '../helpers/root.ts';

export interface Experiment {
  /** As in the paper's figures. */
  readonly name: string;
  readonly spec: string;
  readonly shortenWrites?: true;
  readonly figure: 2 | 3;
  /** Classes that hold 99 % of 2000 runs there, as far as its text or figure says. */
  readonly inPaper: string;
}

export const EXPERIMENTS: readonly Experiment[] = [
  { name: '1cl', spec: 'redis-1cl', figure: 2, inPaper: 'a few (Figure 2)' },
  { name: '2cl', spec: 'redis-2cl', figure: 2, inPaper: 'a few (Figure 2)' },
  { name: '2cl-mc', spec: 'redis-2cl-mc', figure: 2, inPaper: 'a few (Figure 2)' },
  { name: '2cl-wt', spec: 'redis-2cl', shortenWrites: true, figure: 3, inPaper: 'about 300' },
  { name: '4cl', spec: 'redis-4cl', figure: 3, inPaper: 'about 300' },
];

/** One experiment as measured. */
export interface Result {
  readonly runs: number;
  /** Under real-time scheduling. */
  readonly steady: boolean;
  /** Runs of each class, the commonest first. */
  readonly counts: readonly number[];
  /** The same for classes up to symmetry. */
  readonly symmetric: readonly number[];
  /** Runs that are of no class, for they could not be followed. */
  readonly uncounted: number;
}

export type Results = Readonly<Record<string, Result>>;

const DOCS = join(ROOT, 'docs');
const KEPT = join(DOCS, 'paper', 'results.json');
const PAGE = join(DOCS, 'paper.md');
const BEGIN = '<!-- table: written by npm run paper -- --write-docs -->';
const END = '<!-- end of table -->';

export function keptResults(): Results {
  return existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, 'utf8')) as Results) : {};
}

/** Replaces what was measured of the experiment before. */
export function keep(name: string, result: Result): void {
  mkdirSync(join(DOCS, 'paper'), { recursive: true });
  const all = { ...keptResults(), [name]: result };
  const lines = EXPERIMENTS.filter((one) => one.name in all).map(
    (one) => `  ${JSON.stringify(one.name)}: ${JSON.stringify(all[one.name])}`,
  );
  writeFileSync(KEPT, `{\n${lines.join(',\n')}\n}\n`);
}

const HEAD = [
  '| experiment | runs | classes | 99 % of the runs in | up to symmetry | paper |',
  '|---|---|---|---|---|---|',
];

/** As Markdown. */
export function table(results: Results): string {
  const rows = EXPERIMENTS.map(({ name, inPaper }) => {
    const result = results[name];
    if (result === undefined) {
      return `| ${name} | not measured yet | | | | ${inPaper} |`;
    }
    const [plain, symmetric] = [result.counts, result.symmetric].map((counts) =>
      classesCovering(distributionOf(counts), COVERED),
    );
    const runs = [
      String(result.runs),
      result.steady ? '' : ', ordinary scheduling',
      result.uncounted === 0 ? '' : `, ${result.uncounted} of no class`,
    ].join('');
    const classes = result.counts.length;
    return `| ${name} | ${runs} | ${classes} | ${plain} | ${symmetric} | ${inPaper} |`;
  });
  return [...HEAD, ...rows].join('\n');
}

export function chart(figure: 2 | 3, results: Results): string {
  const curves = EXPERIMENTS.filter((one) => one.figure === figure).flatMap(({ name }): Curve[] => {
    const result = results[name];
    if (result === undefined) {
      return [];
    }
    const symmetric: Curve = {
      name: `${name}, symmetric`,
      distribution: distributionOf(result.symmetric),
      dashed: true,
    };
    const plain = { name, distribution: distributionOf(result.counts) };
    return name === '1cl' ? [plain] : [plain, symmetric];
  });
  return distributionSvg(`Box of Pain, Figure ${figure}, by ldfi`, curves);
}

/** A figure is drawn as soon as one of its experiments was measured. */
const figuresIn = (results: Results): (2 | 3)[] =>
  ([2, 3] as const).filter((figure) =>
    EXPERIMENTS.some((one) => one.figure === figure && one.name in results),
  );

/** The page with its table and pictures replaced. Errors: one that has no place for it. */
export function withTable(page: string, results: Results): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) {
    throw new Error(`docs/paper.md has no '${BEGIN}' … '${END}'`);
  }
  const pictures = figuresIn(results).map(
    (figure) => `\n![Figure ${figure}: runs by class, cumulated](paper/figure-${figure}.svg)\n`,
  );
  const written = `${BEGIN}\n${table(results)}\n${pictures.join('')}`;
  return `${page.slice(0, begin)}${written}${page.slice(end)}`;
}

export function writeDocs(): void {
  const results = keptResults();
  writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8'), results));
  for (const figure of figuresIn(results)) {
    writeFileSync(join(DOCS, 'paper', `figure-${figure}.svg`), chart(figure, results));
  }
}
