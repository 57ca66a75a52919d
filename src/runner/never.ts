/**
 * What a spec says must not happen in any run: lines in logs, nodes that end by themselves. Judged
 * beside the invariant script, for a panic that a restart hides is one all the same.
 */
import type { Never, Spec } from '../model/spec.ts';
import type { NodeName } from '../model/trace.ts';
import type { Verdict } from '../model/verdict.ts';

/** Characters of a line that are told. */
const LINE_MAX = 300;

export interface NodeRecord {
  readonly log: string;
  /** How its first process ended; undefined while it runs. */
  readonly status?: string;
  /** A fault has killed it. */
  readonly isCrashed: boolean;
}

function brokenBy(never: Never, node: NodeName, record: NodeRecord): string | undefined {
  if (never.node !== undefined && never.node !== node) {
    return undefined;
  }
  if (never.type === 'end') {
    return record.status === undefined || record.isCrashed
      ? undefined
      : `${node} ended by itself: ${record.status}`;
  }
  const expression = new RegExp(never.match);
  const line = record.log.split('\n').find((one) => expression.test(one));
  return line === undefined ? undefined : `${node} wrote: ${line.trim().slice(0, LINE_MAX)}`;
}

/** The first that has happened, in the order of the spec; undefined when none has. */
export const judgeNever = (
  { never = [], nodes }: Pick<Spec, 'never' | 'nodes'>,
  recordOf: (node: NodeName) => NodeRecord,
): (Verdict & { readonly kind: 'violated' }) | undefined => {
  if (never.length === 0) {
    return undefined;
  }
  const records = nodes.map(({ name }) => ({ name, record: recordOf(name) }));
  for (const one of never) {
    for (const { name, record } of records) {
      const reason = brokenBy(one, name, record);
      if (reason !== undefined) {
        return { kind: 'violated', reason };
      }
    }
  }
  return undefined;
};
