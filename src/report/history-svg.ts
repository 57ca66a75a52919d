/**
 * A history that no order explains, as a picture: a lane a process, a bar an operation, the longest
 * order that there is as a line through the bars, and in red what shows that none goes on. Knows
 * how it looks; what it says was found out before.
 */
import type { HistoryPicture, PictureOperation } from '../checks/outcome.ts';
import { MONOSPACE, themeVariables } from './diagram/theme.ts';
import { lineMarkup } from './markup.ts';

const CHARACTER = 7.3;
const LANE = 46;
const BAR = 24;
const STEP = 14;
const PAD = 8;
const TOP = 62;
const LABEL_MAX = 34;

/** The picture's style sheet: its policy must allow this text where it stands in a page. */
export const HISTORY_STYLE = [
  themeVariables('.history'),
  '.history-frame{overflow-x:auto}',
  `.history text{fill:var(--ink);font:12px ${MONOSPACE}}`,
  '.history .paper{fill:var(--paper)}',
  '.history .title{font-weight:600;font-size:14px}',
  '.history .reason{fill:var(--bad)}',
  '.history .quiet{fill:var(--quiet)}',
  '.history .lane{stroke:var(--faint)}',
  '.history .bar{fill:var(--paper);stroke:var(--quiet);stroke-width:1.2}',
  '.history .placed{stroke:var(--support);stroke-width:1.6}',
  '.history .culprit{stroke:var(--bad);stroke-width:2.6}',
  '.history .open{stroke-dasharray:5 4}',
  '.history .order{fill:none;stroke:var(--support);stroke-width:1.4;opacity:.65}',
  '.history .point{fill:var(--support)}',
  '.history .number{fill:var(--support);font-size:10px}',
  '.history .bad{fill:var(--bad);font-weight:600}',
].join('\n');

const shorten = (text: string): string =>
  text.length > LABEL_MAX ? `${text.slice(0, LABEL_MAX - 1)}…` : text;

const labelOf = ({ words }: PictureOperation): string => shorten(words);

interface Layout {
  readonly left: number;
  readonly right: number;
  /** Of a position. */
  readonly x: (position: number) => number;
  readonly y: (process: string) => number;
  readonly lanes: readonly string[];
}

/** Each event a step further right; answers as far as the words of their bar need. */
function layoutOf({ operations }: HistoryPicture): Layout {
  const lanes = [...new Set(operations.map(({ process }) => process))];
  const left = 24 + CHARACTER * Math.max(4, ...lanes.map((lane) => shorten(lane).length));
  const starts = new Map(operations.map((one) => [one.from, one]));
  const ends = new Map(operations.map((one) => [one.to ?? -1, one]));
  const positions = [...starts.keys(), ...ends.keys()].filter((at) => at >= 0);
  const places = new Map<number, number>();
  let x = left;
  for (const position of [...new Set(positions)].sort((a, b) => a - b)) {
    x += STEP;
    const ended = ends.get(position);
    if (ended !== undefined) {
      const width = labelOf(ended).length * CHARACTER + 2 * PAD;
      x = Math.max(x, (places.get(ended.from) ?? 0) + width);
    }
    places.set(position, x);
  }
  const openWidths = operations
    .filter(({ to }) => to === undefined)
    .map((one) => (places.get(one.from) ?? 0) + labelOf(one).length * CHARACTER + 2 * PAD);
  return {
    left,
    right: Math.max(x + STEP, 560, ...openWidths),
    x: (position) => places.get(position) ?? left,
    y: (process) => TOP + LANE * lanes.indexOf(process) + LANE / 2,
    lanes,
  };
}

function barOf(one: PictureOperation, { x, y, right }: Layout): string {
  const [from, to] = [x(one.from), one.to === undefined ? right : x(one.to)];
  const top = y(one.process) - BAR / 2;
  const classes = [
    'bar',
    ...(one.culprit === true ? ['culprit'] : one.place === undefined ? [] : ['placed']),
    ...(one.to === undefined || one.failed === true ? ['open'] : []),
  ];
  const style = one.culprit === true ? ' class="bad"' : one.failed === true ? ' class="quiet"' : '';
  const box = `x="${from.toFixed(1)}" y="${top}" width="${(to - from).toFixed(1)}" height="${BAR}"`;
  return (
    `<g><title>${lineMarkup(`${one.process} ${one.words}`)}</title>` +
    `<rect class="${classes.join(' ')}" rx="5" ${box}/>` +
    `<text x="${(from + PAD).toFixed(1)}" y="${top + 16}"${style}>` +
    `${lineMarkup(labelOf(one))}</text></g>`
  );
}

/** The order, each operation at a moment between its invocation and its answer. */
function orderOf(
  picture: HistoryPicture,
  { x, y }: Layout,
): { readonly line: string; readonly dots: string } {
  const placed = picture.operations
    .filter(({ place }) => place !== undefined)
    .toSorted((a, b) => (a.place ?? 0) - (b.place ?? 0));
  let latest = 0;
  const points = placed.map((one) => {
    latest = Math.max(latest + 3, x(one.from) + 3);
    return { at: latest, below: y(one.process) + BAR / 2, place: one.place ?? 0 };
  });
  const line = points.map(({ at, below }) => `${at.toFixed(1)},${below}`).join(' ');
  const dots = points.map(
    ({ at, below, place }) =>
      `<circle class="point" cx="${at.toFixed(1)}" cy="${below}" r="3"/>` +
      `<text class="number" x="${at.toFixed(1)}" y="${below + 12}">${place}</text>`,
  );
  return {
    line: points.length === 0 ? '' : `<polyline class="order" points="${line}"/>`,
    dots: dots.join(''),
  };
}

const leftOut = ({ before, after }: HistoryPicture): string =>
  before + after === 0 ? '' : ` · ${before} operations before and ${after} after are left out`;

/** Shape: one `<svg>` element that ends in a line feed and needs nothing else. */
export function historySvg(picture: HistoryPicture): string {
  const layout = layoutOf(picture);
  const { lanes, left, right, y } = layout;
  const legend =
    'time runs right · dashed: nobody knows how it ended, or it failed · blue: the longest order ' +
    `that could be right · red: nothing fits from here on${leftOut(picture)}`;
  const widest = Math.max(right + 16, 32 + CHARACTER * Math.min(150, legend.length));
  const [width, height] = [Math.ceil(widest), TOP + LANE * lanes.length + 34];
  const order = orderOf(picture, layout);
  const rows = lanes.map(
    (lane) =>
      `<line class="lane" x1="${left}" x2="${right}" y1="${y(lane)}" y2="${y(lane)}"/>` +
      `<text class="quiet" x="12" y="${y(lane) + 4}">${lineMarkup(shorten(lane))}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" class="history" role="img" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
<title>${lineMarkup(`${picture.title}: ${picture.reason}`)}</title>
<style>${HISTORY_STYLE}</style>
<rect class="paper" width="${width}" height="${height}"/>
<text class="title" x="12" y="24">${lineMarkup(picture.title)}</text>
<text class="reason" x="12" y="44">${lineMarkup(picture.reason)}</text>
${rows.join('\n')}
${order.line}
${picture.operations.map((one) => barOf(one, layout)).join('\n')}
${order.dots}
<text class="quiet" x="12" y="${height - 12}">${lineMarkup(legend)}</text>
</svg>
`;
}
