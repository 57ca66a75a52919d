/**
 * Cumulative distributions of runs over classes as a picture, several curves in one, as in Box of
 * Pain's Figures 2 and 3: across, classes, the commonest first, as many as hold 99 % of the runs;
 * up, the share of runs in them. Knows counts only.
 */
import { classesCovering, type Distribution, runsIn } from '../lineage/class-tally.ts';
import { COVERED, cumulative } from './distribution-report.ts';

export interface Curve {
  readonly name: string;
  readonly distribution: Distribution;
  /** Drawn with dashes: the same runs counted in another way. */
  readonly dashed?: boolean;
}

const WIDTH = 640;
const HEIGHT = 400;
const PLOT = { left: 56, right: 24, top: 40, bottom: 84 };
const COLORS = ['#0b5fa5', '#b3412b', '#2d7d46', '#7a4fa3', '#8a6d1a'];
const FONT = 'font-family="sans-serif" font-size="12" fill="#222"';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** 1, 2 or 5 times a power of ten: about five marks up to `most`. */
function stepFor(most: number): number {
  const rough = Math.max(1, most / 5);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough) ?? 10;
  return factor * power;
}

interface Scale {
  x(classes: number): number;
  y(share: number): number;
}

function scaleFor(most: number): Scale {
  const width = WIDTH - PLOT.left - PLOT.right;
  const height = HEIGHT - PLOT.top - PLOT.bottom;
  return {
    x: (classes) => PLOT.left + (classes / most) * width,
    y: (share) => PLOT.top + (1 - share) * height,
  };
}

function axes(most: number, { x, y }: Scale): readonly string[] {
  const lines: string[] = [];
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const at = y(share).toFixed(1);
    lines.push(
      `<path d="M${PLOT.left} ${at}H${WIDTH - PLOT.right}" stroke="#ddd"/>`,
      `<text x="${PLOT.left - 8}" y="${at}" dy="4" text-anchor="end" ${FONT}>` +
        `${share * 100} %</text>`,
    );
  }
  for (let classes = 0; classes <= most; classes += stepFor(most)) {
    const at = x(classes).toFixed(1);
    lines.push(
      `<path d="M${at} ${y(0)}v5" stroke="#888"/>`,
      `<text x="${at}" y="${y(0) + 18}" text-anchor="middle" ${FONT}>${classes}</text>`,
    );
  }
  lines.push(
    `<text x="${(PLOT.left + WIDTH - PLOT.right) / 2}" y="${y(0) + 36}" ` +
      `text-anchor="middle" ${FONT}>classes of runs, the commonest first</text>`,
  );
  return lines;
}

/** Steps: the n-th class adds its share at n. */
function path({ distribution }: Curve, { x, y }: Scale): string {
  const shown = classesCovering(distribution, COVERED);
  const steps = cumulative(distribution)
    .slice(0, shown)
    .map((share, index) => `V${y(share).toFixed(1)}H${x(index + 1).toFixed(1)}`);
  return `M${x(0).toFixed(1)} ${y(0).toFixed(1)}${steps.join('')}`;
}

function legend(curve: Curve, index: number, color: string, dash: string): string {
  const column = index % 2;
  const x = PLOT.left + column * 290;
  const y = HEIGHT - 30 + Math.floor(index / 2) * 16;
  const { counts } = curve.distribution;
  const shown = classesCovering(curve.distribution, COVERED);
  const text = `${curve.name}: 99 % in ${shown}, ${counts.length} seen`;
  return (
    `<path d="M${x} ${y - 4}h24" stroke="${color}" stroke-width="2"${dash}/>` +
    `<text x="${x + 30}" y="${y}" ${FONT}>${escaped(text)}</text>`
  );
}

/** A whole SVG file. */
export function distributionSvg(title: string, curves: readonly Curve[]): string {
  const most = Math.max(
    1,
    ...curves.map(({ distribution }) => classesCovering(distribution, COVERED)),
  );
  const scale = scaleFor(most);
  const rows = Math.max(0, Math.ceil(curves.length / 2) - 2);
  const height = HEIGHT + rows * 16;
  const runs = Math.max(0, ...curves.map(({ distribution }) => runsIn(distribution)));
  const drawn = curves.flatMap((curve, index) => {
    const color = COLORS[(curve.dashed === true ? index - 1 : index) % COLORS.length] ?? '#222';
    const dash = curve.dashed === true ? ' stroke-dasharray="5 4"' : '';
    return [
      `<path d="${path(curve, scale)}" fill="none" stroke="${color}" stroke-width="2"${dash}/>`,
      legend(curve, index, color, dash),
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" ` +
      `width="${WIDTH}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="${PLOT.left}" y="22" ${FONT} font-weight="bold">` +
      `${escaped(title)} (${runs} runs each)</text>`,
    ...axes(most, scale),
    ...drawn,
    '</svg>',
    '',
  ].join('\n');
}
