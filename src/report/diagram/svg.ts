/** The diagram as one SVG file that needs nothing else: with its title, its lanes' names, a key. */
import { layoutOf } from './layout.ts';
import type { DiagramData, DiagramView, Layout } from './model.ts';
import { backdropOf, groupsOf, type Shape } from './scene.ts';
import { escapeMarkup, groupsMarkup, shapeMarkup } from './shapes.ts';
import { styleSheet } from './theme.ts';

const TITLE_LINE = 18;
const TITLE_TOP = 30;
const LANE_HEAD = 34;
const KEY_HEIGHT = 34;
const CHARACTER = 6.7;

const KEY: readonly (readonly [string, Shape['style'], boolean])[] = [
  ['support: its loss could matter', 'support', false],
  ['other', 'message', false],
  ['connect', 'message', true],
  ['withheld by a fault', 'cut', false],
];

function keyShapes(y: number): Shape[] {
  let x = 16;
  return KEY.flatMap(([text, style, dashed]) => {
    const line: Shape = {
      kind: 'line',
      style,
      points: [
        [x, y],
        [x + 26, y],
      ],
      dashed,
    };
    const label: Shape = {
      kind: 'text',
      style: 'label',
      x: x + 32,
      y: y + 4,
      anchor: 'start',
      text,
    };
    x += 32 + text.length * CHARACTER + 26;
    return [line, label];
  });
}

function laneHeads({ lanes }: Layout, y: number): string {
  return lanes
    .map(({ x, name }) => {
      const width = Math.max(44, name.length * 7.4 + 18);
      const box = `x="${x - width / 2}" y="${y}" width="${width}" height="22" rx="6"`;
      const text = `x="${x}" y="${y + 15.5}" text-anchor="middle"`;
      return (
        `<rect class="head" ${box}/>` +
        `<text class="head-text" ${text}>${escapeMarkup(name)}</text>`
      );
    })
    .join('');
}

const HEAD_STYLE = [
  '.head{fill:var(--paper);stroke:var(--quiet);stroke-width:1.2}',
  '.head-text,.title{fill:var(--ink);font:600 12px system-ui,"DejaVu Sans",sans-serif}',
  '.title{font-size:15px}',
  '.note{fill:var(--quiet);font:12px system-ui,"DejaVu Sans",sans-serif}',
  '.bad{fill:var(--bad);font-weight:600}',
].join('\n');

function titleLines(data: DiagramData): string {
  const lines = [data.verdict, ...data.notes].filter((line) => line !== '');
  const title = `<text class="title" x="16" y="${TITLE_TOP}">${escapeMarkup(data.title)}</text>`;
  return (
    title +
    lines
      .map((line, index) => {
        const bad = data.isBad && line === data.verdict ? ' bad' : '';
        const y = TITLE_TOP + (index + 1) * TITLE_LINE;
        return `<text class="note${bad}" x="16" y="${y}">${escapeMarkup(line)}</text>`;
      })
      .join('')
  );
}

const KEY_WIDTH = KEY.reduce((sum, [text]) => sum + 58 + text.length * CHARACTER, 16);

/** Shape: well-formed XML that ends in a line feed. */
export function diagramSvg(data: DiagramData, view: DiagramView): string {
  const layout = layoutOf(data, view);
  const lines = [data.verdict, ...data.notes].filter((line) => line !== '');
  const titleHeight = TITLE_TOP + lines.length * TITLE_LINE + 14;
  const noteWidth = Math.max(...lines.map((line) => line.length * 6.6 + 32), 0);
  const width = Math.ceil(Math.max(layout.width, KEY_WIDTH, noteWidth));
  const bodyTop = titleHeight + LANE_HEAD;
  const height = bodyTop + layout.height + LANE_HEAD + KEY_HEIGHT;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" class="diagram" viewBox="0 0 ${width} ${height}" ` +
      `width="${width}" height="${height}" role="img">`,
    `<title>${escapeMarkup(`${data.title} ${data.verdict}`.trim())}</title>`,
    `<style>${styleSheet('.diagram')}\n${HEAD_STYLE}</style>`,
    `<rect width="${width}" height="${height}" fill="var(--paper)"/>`,
    titleLines(data),
    laneHeads(layout, titleHeight),
    `<g transform="translate(0 ${bodyTop - 12})">`,
    ...backdropOf(layout, -8, layout.height).map(shapeMarkup),
    ...groupsMarkup(groupsOf(layout, data), data, true),
    '</g>',
    laneHeads(layout, bodyTop + layout.height - 10),
    ...keyShapes(height - 16).map(shapeMarkup),
    '</svg>',
  ].join('\n')}\n`;
}
