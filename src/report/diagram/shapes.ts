/**
 * Shapes as SVG text, with everything in it escaped. Imports no code, because it runs in the
 * reader's browser as well.
 */
import type { DiagramData, DiagramMessage } from './model.ts';
import type { Group, Shape } from './scene.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Characters that no XML may hold, and those that turn the writing around. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\ufffe\uffff]/gu;

/** Text for XML and HTML, inside elements and attributes. */
export function escapeMarkup(text: string): string {
  return text
    .replace(UNSAFE, '\ufffd')
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A tenth of a pixel is enough, and keeps files small. */
function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

const path = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y]) => `${n(x)},${n(y)}`).join(' ');

export function shapeMarkup(shape: Shape): string {
  switch (shape.kind) {
    case 'line': {
      const dashed = shape.dashed === true ? ' d' : '';
      return `<polyline class="l ${shape.style}${dashed}" points="${path(shape.points)}"/>`;
    }
    case 'area':
      return `<polygon class="a ${shape.style}" points="${path(shape.points)}"/>`;
    case 'dot': {
      const form = shape.hollow === true ? 'h' : 'a';
      const place = `cx="${n(shape.x)}" cy="${n(shape.y)}" r="${n(shape.radius)}"`;
      return `<circle class="${form} ${shape.style}" ${place}/>`;
    }
    case 'text': {
      const anchor = shape.anchor === 'start' ? '' : ` text-anchor="${shape.anchor}"`;
      const place = `x="${n(shape.x)}" y="${n(shape.y)}"${anchor}`;
      return `<text class="t ${shape.style}" ${place}>${escapeMarkup(shape.text)}</text>`;
    }
  }
}

const ms = (us: number): string => (us / 1000).toFixed(3);

/** What is told of a message when somebody points at it: a name and a value a line. */
export function messageFacts(message: DiagramMessage): readonly (readonly [string, string])[] {
  const [from, to] = message.window;
  const state = {
    read: `event ${message.received} at ${ms(message.receivedUs)} ms`,
    unread: 'never read in this run',
    cut: 'withheld by a fault',
  };
  return [
    ['message', `#${message.id} ${message.name}`],
    ['sent', `event ${message.sent} at ${ms(message.sentUs)} ms`],
    ['received', state[message.state]],
    ...(message.isConnect
      ? []
      : [['bytes', `${to - from} [${from},${to}) on ${message.channel}`] as const]),
    ['phase', message.phase],
    ['outcome', message.inSupport ? 'in its support' : 'not in its support'],
    ...(message.digest === '' ? [] : [['digest', message.digest] as const]),
  ];
}

function titleOf(group: Group, data: DiagramData): string {
  const message = group.message === undefined ? undefined : data.messages[group.message];
  if (message !== undefined) {
    return messageFacts(message)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n');
  }
  return group.mark === undefined ? '' : (data.marks[group.mark]?.detail ?? '');
}

/** Lines first, then labels above them. `titled` gives each its tooltip. */
export function groupsMarkup(
  groups: readonly Group[],
  data: DiagramData,
  titled: boolean,
): readonly string[] {
  const element = (group: Group, shapes: readonly Shape[]): string => {
    const message = group.message === undefined ? '' : ` data-m="${group.message}"`;
    const mark = group.mark === undefined ? '' : ` data-f="${group.mark}"`;
    // Line feeds are kept: they part the lines of the tooltip.
    const lines = titled ? titleOf(group, data).split('\n').map(escapeMarkup).join('\n') : '';
    const title = titled ? `<title>${lines}</title>` : '';
    return `<g${message}${mark}>${title}${shapes.map(shapeMarkup).join('')}</g>`;
  };
  return [
    ...groups.map((group) => element(group, group.shapes)),
    ...groups.map((group) => element(group, [group.label])),
  ];
}
