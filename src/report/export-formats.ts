/** The formats that a trace can be exported to, and the file names that ask for them. */

export const EXPORT_FORMATS = [
  'text',
  'json',
  'dot',
  'svg',
  'pdf',
  'html',
  'shiviz',
  'perfetto',
  'otlp',
  'zipkin',
  'mermaid',
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const ENDINGS: ReadonlyMap<string, ExportFormat> = new Map([
  ['txt', 'text'],
  ['json', 'json'],
  ['dot', 'dot'],
  ['gv', 'dot'],
  ['svg', 'svg'],
  ['pdf', 'pdf'],
  ['html', 'html'],
  ['mmd', 'mermaid'],
]);

/** The format that a file of that name is expected to have; undefined when its name tells none. */
export function formatOfName(name: string): ExportFormat | undefined {
  return ENDINGS.get(/\.([a-z]+)$/.exec(name)?.[1] ?? '');
}
