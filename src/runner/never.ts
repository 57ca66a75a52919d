/**
 * What a spec says must not happen in any run: lines in logs, nodes that end or crash, a workload
 * that fails or hangs. Judged beside the invariant script, for a panic that a restart hides is one
 * all the same.
 */
import type { Never, Spec } from '../model/spec.ts';
import { CLIENT, isClient, type NodeName } from '../model/trace.ts';
import type { Verdict } from '../model/verdict.ts';
import { crashLine } from './crash-output.ts';

/** Characters of a line that are told. */
const LINE_MAX = 300;

export interface NodeRecord {
  readonly log: string;
  /** How its first process ended; undefined while it runs. */
  readonly status?: string;
  /** A fault has killed it. */
  readonly isCrashed: boolean;
  /** The signal that its first process died of, when no fault sent it. */
  readonly signal?: string;
  /** The signals of errors that its processes died of. */
  readonly fallen: readonly string[];
}

/** How the workload ended. */
export interface WorkloadRecord {
  /** Its time was up, and the time after that. */
  readonly hung: boolean;
  /** A client's exit code that is not 0, in words. */
  readonly failure?: string;
}

type OfNodes = Exclude<Never, { readonly type: 'fail' | 'hang' }>;

const told = (node: NodeName, line: string): string =>
  `${node} wrote: ${line.trim().slice(0, LINE_MAX)}`;

function crashOf(node: NodeName, { log, signal, fallen }: NodeRecord): string | undefined {
  if (signal !== undefined) {
    return `${node} died of ${signal}`;
  }
  const [first] = fallen;
  const line = crashLine(log);
  return first === undefined ? line && told(node, line) : `a process of ${node} died of ${first}`;
}

function isAbout({ node, type }: OfNodes, name: NodeName): boolean {
  if (isClient(name)) {
    return type === 'log' && node === CLIENT;
  }
  return node === undefined || node === name;
}

function brokenBy(never: OfNodes, node: NodeName, record: NodeRecord): string | undefined {
  switch (never.type) {
    case 'end':
      return record.status === undefined || record.isCrashed
        ? undefined
        : `${node} ended by itself: ${record.status}`;
    case 'crash':
      return crashOf(node, record);
    case 'log': {
      const expression = new RegExp(never.match);
      const line = record.log.split('\n').find((one) => expression.test(one));
      return line === undefined ? undefined : told(node, line);
    }
  }
}

function brokenByWorkload({ type }: Never, workload: WorkloadRecord): string | undefined {
  if (type === 'hang') {
    return workload.hung ? 'the workload hangs, though all faults are over' : undefined;
  }
  return workload.failure === undefined ? undefined : `the workload failed: ${workload.failure}`;
}

/** The first that has happened, in the order of the spec; undefined when none has. */
export const judgeNever = (
  { never = [] }: Pick<Spec, 'never'>,
  names: readonly NodeName[],
  recordOf: (node: NodeName) => NodeRecord,
  workload: WorkloadRecord,
): (Verdict & { readonly kind: 'violated' }) | undefined => {
  if (never.length === 0) {
    return undefined;
  }
  const records = names.map((name) => ({ name, record: recordOf(name) }));
  for (const one of never) {
    if (one.type === 'fail' || one.type === 'hang') {
      const reason = brokenByWorkload(one, workload);
      if (reason !== undefined) {
        return { kind: 'violated', reason };
      }
      continue;
    }
    for (const { name, record } of records.filter((each) => isAbout(one, each.name))) {
      const reason = brokenBy(one, name, record);
      if (reason !== undefined) {
        return { kind: 'violated', reason };
      }
    }
  }
  return undefined;
};
