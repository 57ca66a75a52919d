/** Text of traced programs inside HTML and XML: harmless, and as they wrote it where that shows. */
import { escapeMarkup } from './diagram/shapes.ts';
import { escapeBlock, escapeLine } from './escape.ts';

/** One line: controls become visible escapes. */
export const lineMarkup = (line: string): string => escapeMarkup(escapeLine(line));

/** Several lines: line feeds and tabs stay. */
export const blockMarkup = (block: string): string =>
  escapeBlock(block)
    .split(/([\n\t])/)
    .map((part) => (part === '\n' || part === '\t' ? part : escapeMarkup(part)))
    .join('');
