/**
 * The distribution of runs over classes as text: the cumulative curve of Box of Pain's Figures 2
 * and 3, and what it says of the next run. Knows counts only.
 */
import { classesCovering, type Distribution, runsIn } from '../lineage/class-tally.ts';
import { type Palette, PLAIN } from './palette.ts';
import { countText } from './quantity.ts';
import { alignRows } from './table.ts';

export interface DistributionView {
  readonly title: string;
  readonly plain: Distribution;
  /** Absent where no two nodes are equal. */
  readonly symmetric?: Distribution;
}

export const COVERED = 0.99;
const COLUMNS = 60;
const ROWS = 10;
/** Eighths of a cell, from the bottom. */
const BLOCKS = ' ▁▂▃▄▅▆▇█';

const percent = (share: number): string =>
  share > 0 && share < 0.0005 ? '< 0.1 %' : `${(share * 100).toFixed(1)} %`;

/** Share of the runs that fall in the `n` commonest classes, for n = 1, 2, …. */
export function cumulative({ counts }: Distribution): readonly number[] {
  const runs = counts.reduce((sum, count) => sum + count, 0);
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum / runs;
  });
}

/** One row of cells from the curve: a cell is full, partly full or empty. */
function chartRow(curve: readonly number[], row: number): string {
  const cells = curve.map((share) => {
    const eighths = Math.round((share * ROWS - row) * 8);
    return BLOCKS[Math.max(0, Math.min(8, eighths))] ?? ' ';
  });
  return cells.join('');
}

function chart(distribution: Distribution): readonly string[] {
  const curve = cumulative(distribution);
  const shown = Math.max(1, classesCovering(distribution, COVERED));
  const width = Math.min(COLUMNS, shown * 4);
  const points = Array.from(
    { length: width },
    (_, column) => curve[Math.floor((column * shown) / width)] ?? 1,
  );
  const rows = Array.from({ length: ROWS }, (_, index) => {
    const row = ROWS - 1 - index;
    const label = `${Math.round(((row + 1) / ROWS) * 100)} %`.padStart(6);
    return `${label} ┤${chartRow(points, row)}`;
  });
  const end = String(shown).padStart(Math.max(1, width - 1));
  return [
    ...rows,
    `${' '.repeat(7)}└${'─'.repeat(width)}`,
    `${' '.repeat(8)}1${end}  classes, the commonest first`,
  ];
}

function summary(name: string, distribution: Distribution): readonly string[] {
  const { counts, unseen } = distribution;
  const { low, high, estimate } = unseen;
  const covering = classesCovering(distribution, COVERED);
  return [
    name,
    `${counts.length} ${counts.length === 1 ? 'class' : 'classes'}`,
    `99 % of runs in ${covering}`,
    `next run new: ${percent(estimate)} (95 %: ${percent(low)} to ${percent(high)})`,
  ];
}

/** Ends in a line feed. */
export function renderDistribution(view: DistributionView, palette: Palette = PLAIN): string {
  const { title, plain, symmetric } = view;
  const rows = [
    summary('as seen', plain),
    ...(symmetric === undefined ? [] : [summary('up to symmetry', symmetric)]),
  ];
  const lines = [
    palette.strong(`${title}: ${countText(runsIn(plain), 'run')}`),
    ...alignRows(rows).map((line) => `  ${line}`),
    '',
    ...chart(plain),
  ];
  return `${lines.join('\n')}\n`;
}
