/**
 * An HTML page that needs nothing else and asks nobody: its policy allows the texts of the scripts
 * and style sheets that are in it, and nothing besides.
 */
import { createHash } from 'node:crypto';
import { lineMarkup } from './markup.ts';

export interface Page {
  /** Text; the product's name is put behind it. */
  readonly title: string;
  readonly style: string;
  /** Markup. */
  readonly body: string;
  /** Sources as `hashOf` makes them: of scripts in the body, of style sheets in frames there. */
  readonly scripts?: readonly string[];
  readonly styles?: readonly string[];
}

/** A source of a policy that allows this text. */
export const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;

/** Shape: a whole HTML document that ends in a line feed. */
export function htmlPage({ title, style, body, scripts = [], styles = [] }: Page): string {
  const policy = [
    "default-src 'none'",
    ...(scripts.length === 0 ? [] : [`script-src ${scripts.join(' ')}`]),
    `style-src ${[hashOf(style), ...styles].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${lineMarkup(`${title} · ldfi`)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
