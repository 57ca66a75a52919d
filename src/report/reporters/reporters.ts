/** The forms in which a hunt can be reported, several at once. */
import { renderHuntReport } from '../hunt-report.ts';
import type { Palette } from '../palette.ts';
import { annotations } from './annotations.ts';
import type { HuntView } from './hunt-view.ts';
import { junitXml } from './junit.ts';
import { markdown } from './markdown.ts';

export const REPORTERS = ['text', 'json', 'markdown', 'junit', 'github'] as const;
export type ReporterName = (typeof REPORTERS)[number];

/** `data` is what stands in results.json. Shape: text that ends in a line feed, or is empty. */
export function report(
  name: ReporterName,
  view: HuntView,
  data: Readonly<Record<string, unknown>>,
  palette: Palette,
): string {
  switch (name) {
    case 'text':
      return renderHuntReport(view.spec, view.result, palette, view.viewOf, view.known);
    case 'json':
      return `${JSON.stringify(data, null, 2)}\n`;
    case 'markdown':
      return markdown(view);
    case 'junit':
      return junitXml(view);
    case 'github':
      return annotations(view);
  }
}
