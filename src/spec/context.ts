/** What resolving the parts of a spec has in common: where problems go, and names and patterns. */
import { clientNames } from '../model/trace.ts';
import { quote } from './describe-value.ts';
import type { Path } from './problem.ts';
import type { SpecForm } from './schema.ts';
import { suggest } from './suggest.ts';
import type { Source } from './yaml-source.ts';

/** What the parts of one file need from each other. */
export interface Context {
  readonly source: Source;
  readonly form: SpecForm;
  readonly directory: string;
  readonly placeholders: ReadonlySet<string>;
  report(path: Path, what: string, hint?: string): void;
}

export function checkNode(context: Context, node: string, path: Path): void {
  const nodes = Object.keys(context.form.nodes);
  if (!nodes.includes(node)) {
    const hint = didYouMean(node, nodes, `the nodes are ${nodes.join(', ')}`);
    context.report(path, `there is no node ${quote(node)}`, hint);
  }
}

/** A node of the spec, or a client. */
export function checkPeer(context: Context, node: string, path: Path): void {
  if (!clientNames(context.form.workload.clients).includes(node)) {
    checkNode(context, node, path);
  }
}

export function checkPattern(context: Context, pattern: string, path: Path): void {
  if (/(?:^|[^\\])\$\{/.test(pattern)) {
    const hint = 'write the expression without; a literal $ is written \\$';
    context.report(path, 'placeholders are not filled in here', hint);
    return;
  }
  try {
    new RegExp(pattern);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/^.*: /s, '') : String(cause);
    const what = `expected a regular expression, got ${quote(pattern)}: ${reason}`;
    context.report(path, what, 'hide special characters with a backslash');
  }
}

export function didYouMean(word: string, candidates: readonly string[], otherwise: string): string {
  const meant = suggest(word, candidates);
  return meant === undefined ? otherwise : `did you mean "${meant}"?`;
}
