/**
 * Styles that renderers ask for by meaning. Knows no terminal codes: the command line supplies
 * them, tests and files use none.
 */

export type Style = (text: string) => string;

export interface Palette {
  readonly strong: Style;
  readonly faint: Style;
  readonly good: Style;
  readonly bad: Style;
  readonly doubtful: Style;
  readonly accent: Style;
}

const asIs: Style = (text) => text;

/** No styling at all: for files, pipes and tests. */
export const PLAIN: Palette = {
  strong: asIs,
  faint: asIs,
  good: asIs,
  bad: asIs,
  doubtful: asIs,
  accent: asIs,
};
