/**
 * All that is said of a run beside the invariant script: what must never happen, and the histories
 * that clients have written.
 */
import type { Spec } from '../model/spec.ts';
import type { NodeName } from '../model/trace.ts';
import type { Verdict } from '../model/verdict.ts';
import type { NodeEnd } from '../tracer/lifecycle.ts';
import type { Tracer } from '../tracer/tracer.ts';
import type { Clock } from './clock.ts';
import type { Injector } from './injector.ts';
import { judgeHistories } from './judge-histories.ts';
import { readLog } from './logs.ts';
import { judgeNever, type NodeRecord, type WorkloadRecord } from './never.ts';
import { clientsOf, logOf, type Setting } from './programs.ts';
import { worst } from './worst.ts';

export interface ObserverEnd {
  readonly name: NodeName;
  /** Undefined: its time was up, and it was killed. */
  readonly end: NodeEnd | undefined;
}

/** What a fault kills a node with. */
const KILLED = 'signal 9';

export const workloadRecordOf = (ends: readonly ObserverEnd[]): WorkloadRecord => {
  const failed = ends.find(({ end }) => end !== undefined && end.code !== 0);
  return {
    hung: ends.some(({ end }) => end === undefined),
    ...(failed && { failure: `${failed.name} ended with ${failed.end?.status}` }),
  };
};

interface Judged {
  readonly setting: Setting;
  readonly tracer: Tracer;
  readonly injector: Injector;
  readonly clock: Clock;
}

const recordsOf = ({ setting, tracer, injector }: Judged) => {
  const crashed = new Set(
    injector
      .reports()
      .flatMap(({ fault, outcome }) =>
        fault.kind === 'crash' && outcome === 'fired' ? [fault.node] : [],
      ),
  );
  return (node: NodeName): NodeRecord => {
    const end = tracer.endOf(node);
    const isCrashed = crashed.has(node);
    const bySignal = end?.killed === true && !(isCrashed && end.status === KILLED);
    const fallen = tracer.fallenIn(node);
    return {
      log: readLog(logOf(setting, node)),
      isCrashed,
      fallen,
      ...(end && { status: end.status }),
      ...(bySignal && { signal: fallen.at(-1) ?? end.status }),
    };
  };
};

const namesOf = (spec: Spec): readonly NodeName[] => [
  ...spec.nodes.map(({ name }) => name),
  ...clientsOf(spec),
];

/** What the script says is no less bad for what else is wrong, and no better. */
export const judgeRun = (
  judged: Judged,
  ends: readonly ObserverEnd[],
  verdict: Verdict,
): Verdict => {
  const { setting, clock } = judged;
  const { spec, runDirectory } = setting;
  const never = judgeNever(spec, namesOf(spec), recordsOf(judged), workloadRecordOf(ends));
  const nowMs = (): number => clock.nowNs() / 1e6;
  const histories = judgeHistories(spec.checks ?? [], runDirectory, nowMs);
  return worst([verdict, ...(never ? [never] : []), histories]);
};
