/**
 * The diagram as a PDF of as many pages as it needs. Lines and texts only, with the fonts that
 * every reader has: so their few characters are all that can be printed, and others become `?`.
 *
 * Source: ISO 32000-1 (PDF 1.7), §7.3 objects, §7.5 file structure, §8.5 paths, §9.4 text.
 */
import { layoutOf } from './layout.ts';
import type { DiagramData, DiagramView, Layout } from './model.ts';
import { backdropOf, groupsOf, type Shape } from './scene.ts';
import { LIGHT, LOOKS } from './theme.ts';

/** Height of a page to its width, as A4. */
const PAGE_RATIO = Math.SQRT2;
const PAGE_WIDTH_MIN = 595;
const HEAD = 54;
const TITLE_LINE = 16;
const FOOT = 24;

/** WinAnsiEncoding where it is not Latin-1, as far as labels have them. */
const WIN_ANSI: Readonly<Record<string, number>> = { '…': 0x85, '—': 0x97, '–': 0x96, '•': 0x95 };
/** Common characters that the fonts lack. */
const SPELT: Readonly<Record<string, string>> = { '→': '->', '←': '<-', '−': '-', '×': 'x' };

/** A PDF string in parentheses. */
export function pdfString(text: string): string {
  let out = '';
  for (const character of text) {
    for (const one of SPELT[character] ?? character) {
      const code = WIN_ANSI[one] ?? one.codePointAt(0) ?? 0x3f;
      const isShown = (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff);
      const byte = isShown || WIN_ANSI[one] !== undefined ? code : 0x3f;
      out += byte === 0x28 || byte === 0x29 || byte === 0x5c ? '\\' : '';
      out += String.fromCharCode(byte);
    }
  }
  return `(${out})`;
}

const n = (value: number): string => String(Math.round(value * 100) / 100);

function colour(hex: string, operator: string): string {
  const parts = [1, 3, 5].map((at) => n(Number.parseInt(hex.slice(at, at + 2), 16) / 255));
  return `${parts.join(' ')} ${operator}`;
}

/** From the picture's y, which grows downwards, to the page's. */
type ToPage = (y: number) => number;

/** Four curves that are as near to a circle as anybody can see. */
function circle(x: number, y: number, radius: number): string {
  const k = radius * 0.5523;
  return [
    `${n(x + radius)} ${n(y)} m`,
    `${n(x + radius)} ${n(y + k)} ${n(x + k)} ${n(y + radius)} ${n(x)} ${n(y + radius)} c`,
    `${n(x - k)} ${n(y + radius)} ${n(x - radius)} ${n(y + k)} ${n(x - radius)} ${n(y)} c`,
    `${n(x - radius)} ${n(y - k)} ${n(x - k)} ${n(y - radius)} ${n(x)} ${n(y - radius)} c`,
    `${n(x + k)} ${n(y - radius)} ${n(x + radius)} ${n(y - k)} ${n(x + radius)} ${n(y)} c`,
  ].join(' ');
}

function polygon(points: readonly (readonly [number, number])[], toPage: ToPage): string {
  return points
    .map(([x, y], index) => `${n(x)} ${n(toPage(y))} ${index === 0 ? 'm' : 'l'}`)
    .join(' ');
}

/** Width of a character of Courier, in parts of its size. */
const COURIER = 0.6;

function shapeOperators(shape: Shape, toPage: ToPage): string {
  const look = LOOKS[shape.style];
  const ink = LIGHT[look.colour];
  switch (shape.kind) {
    case 'line': {
      const dash = shape.dashed === true ? '[5 4] 0 d' : '[] 0 d';
      const width = `${n(look.width)} w ${dash}`;
      return `${colour(ink, 'RG')} ${width} ${polygon(shape.points, toPage)} S`;
    }
    case 'area':
      return `${colour(ink, 'rg')} ${polygon(shape.points, toPage)} h f`;
    case 'dot': {
      const round = circle(shape.x, toPage(shape.y), shape.radius);
      return shape.hollow === true
        ? `1 1 1 rg ${colour(ink, 'RG')} 1.3 w [] 0 d ${round} b`
        : `${colour(ink, 'rg')} ${round} f`;
    }
    case 'text': {
      const size = look.size ?? 11;
      const width = [...shape.text].length * size * COURIER;
      const x = shape.anchor === 'end' ? shape.x - width : shape.x;
      const font = look.bold === true ? '/B' : '/T';
      const place = `${n(x)} ${n(toPage(shape.y))} Td`;
      const text = `BT ${font} ${size} Tf ${place} ${pdfString(shape.text)} Tj ET`;
      // A little paper behind the text, so that lines do not run through it.
      const box = `${n(x - 1)} ${n(toPage(shape.y) - 2)} ${n(width + 2)} ${n(size)} re f`;
      return `1 1 1 rg ${box} ${colour(ink, 'rg')} ${text}`;
    }
  }
}

function textAt(text: string, x: number, y: number, font: string, ink: string): string {
  return `${colour(ink, 'rg')} BT ${font} Tf ${n(x)} ${n(y)} Td ${pdfString(text)} Tj ET`;
}

function laneNames({ lanes }: Layout, y: number): string[] {
  return lanes.map(({ x, name }) =>
    textAt(name, x - ([...name].length * 11 * COURIER) / 2, y, '/B 11', LIGHT.ink),
  );
}

interface Page {
  readonly width: number;
  readonly height: number;
  readonly content: string;
}

function pagesOf(data: DiagramData, view: DiagramView): readonly Page[] {
  const layout = layoutOf(data, view);
  const groups = groupsOf(layout, data);
  const width = Math.max(PAGE_WIDTH_MIN, layout.width);
  const height = width * PAGE_RATIO;
  const notes = [data.verdict, ...data.notes].filter((line) => line !== '');
  const pages: Page[] = [];
  for (let top = 0; top < layout.height || pages.length === 0; ) {
    const first = pages.length === 0;
    const head = HEAD + (first ? notes.length * TITLE_LINE : 0);
    const bottom = top + height - head - FOOT;
    const offset = top;
    const toPage: ToPage = (y) => height - head - (y - offset);
    const seen = groups.filter((group) => group.bottom >= top && group.top <= bottom);
    const shapes = [
      ...backdropOf(layout, top, bottom),
      ...seen.flatMap(({ shapes }) => shapes),
      ...seen.map(({ label }) => label),
    ];
    const lines = [
      textAt(data.title, 16, height - 24, '/H 14', LIGHT.ink),
      ...(first ? notes : []).map((note, index) => {
        const ink = data.isBad && index === 0 ? LIGHT.bad : LIGHT.quiet;
        return textAt(note, 16, height - 40 - index * TITLE_LINE, '/T 9', ink);
      }),
      ...laneNames(layout, height - head + 8),
      textAt(String(pages.length + 1), width - 30, 10, '/T 9', LIGHT.quiet),
      'q',
      `0 ${FOOT} ${n(width)} ${n(height - head - FOOT + 4)} re W n`,
      ...shapes.map((shape) => shapeOperators(shape, toPage)),
      'Q',
    ];
    pages.push({ width, height, content: lines.join('\n') });
    top = bottom;
  }
  return pages;
}

/** Objects 1 to 6 are the catalogue, the tree of pages and the fonts. */
const FIRST_PAGE = 7;

function objectsOf(pages: readonly Page[]): string[] {
  const kids = pages.map((_, index) => `${FIRST_PAGE + 2 * index} 0 R`).join(' ');
  const font = (name: string): string =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  return [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    font('Courier'),
    font('Courier-Bold'),
    font('Helvetica-Bold'),
    '<< /Font << /T 3 0 R /B 4 0 R /H 5 0 R >> >>',
    ...pages.flatMap(({ width, height, content }, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${n(width)} ${n(height)}] ` +
        `/Resources 6 0 R /Contents ${FIRST_PAGE + 2 * index + 1} 0 R >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ]),
  ];
}

/** The bytes of the file. */
export function diagramPdf(data: DiagramData, view: DiagramView): Uint8Array {
  // The second line tells programs that the file is not text.
  let file = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
  const offsets = objectsOf(pagesOf(data, view)).map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = file.length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  file += `xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${entries.join('')}`;
  file += `trailer\n<< /Size ${offsets.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}
