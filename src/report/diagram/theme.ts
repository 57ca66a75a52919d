/** Colours and lines of the diagram, light and dark. The only file that knows them. */
import type { Style } from './scene.ts';

export interface Theme {
  readonly paper: string;
  readonly ink: string;
  readonly quiet: string;
  readonly faint: string;
  readonly support: string;
  readonly bad: string;
}

export const LIGHT: Theme = {
  paper: '#ffffff',
  ink: '#1c2128',
  quiet: '#6a737d',
  faint: '#c9d0d7',
  support: '#0b57b3',
  bad: '#c81e2b',
};

export const DARK: Theme = {
  paper: '#12161c',
  ink: '#e3e8ee',
  quiet: '#98a2ad',
  faint: '#3a434e',
  support: '#6fb1ff',
  bad: '#ff6b70',
};

interface Look {
  readonly colour: keyof Theme;
  /** Of lines, in pixels. */
  readonly width: number;
  readonly bold?: boolean;
  /** Of text, in pixels. */
  readonly size?: number;
}

export const LOOKS: Readonly<Record<Style, Look>> = {
  lane: { colour: 'quiet', width: 1.2 },
  dead: { colour: 'bad', width: 1 },
  divider: { colour: 'faint', width: 1 },
  'divider-text': { colour: 'quiet', width: 0, size: 10.5 },
  tick: { colour: 'quiet', width: 0, size: 10 },
  message: { colour: 'quiet', width: 1.1 },
  support: { colour: 'support', width: 2 },
  cut: { colour: 'bad', width: 2 },
  unread: { colour: 'quiet', width: 1.1 },
  label: { colour: 'quiet', width: 0, size: 11 },
  'label-support': { colour: 'ink', width: 0, size: 11, bold: true },
  'label-cut': { colour: 'bad', width: 0, size: 11, bold: true },
  mark: { colour: 'bad', width: 2.6 },
  'mark-text': { colour: 'bad', width: 0, size: 11, bold: true },
};

export const MONOSPACE =
  'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace';

function variables(theme: Theme): string {
  return Object.entries(theme)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}

function ruleOf(style: string, { colour, width, bold, size }: Look): string {
  const lines = width === 0 ? '' : `;stroke-width:${width}`;
  const text = size === undefined ? '' : `;font-size:${size}px`;
  return `.${style}{--c:var(--${colour})${lines}${text}${bold === true ? ';font-weight:600' : ''}}`;
}

/** The colours as variables of `root`, for light and dark. */
export function themeVariables(root: string): string {
  return [
    `${root}{${variables(LIGHT)};color-scheme:light dark}`,
    `@media (prefers-color-scheme:dark){${root}{${variables(DARK)}}}`,
  ].join('\n');
}

/** Style sheet of the shapes. `root`: the selector that carries the colours. */
export function styleSheet(root: string): string {
  return [
    themeVariables(root),
    ...Object.entries(LOOKS).map(([style, look]) => ruleOf(style, look)),
    '.l{fill:none;stroke:var(--c);stroke-linejoin:round}',
    '.d{stroke-dasharray:5 4}',
    '.a{fill:var(--c)}',
    '.h{fill:var(--paper);stroke:var(--c);stroke-width:1.3}',
    `.t{fill:var(--c);font-family:${MONOSPACE};paint-order:stroke;stroke:var(--paper);` +
      'stroke-width:3px;stroke-linejoin:round}',
  ].join('\n');
}
