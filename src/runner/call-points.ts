/** Which calls of which nodes the faults of a run are at, or need to see. */
import type { Fault } from '../model/fault.ts';
import type { NodeName } from '../model/trace.ts';
import { DISK_CALLS } from '../tracer/disks.ts';
import { FILL_CALLS } from '../tracer/fills.ts';

export interface CallPoints {
  watches(node: NodeName, call: string): boolean;
  /** All of them, by name. */
  calls(): ReadonlySet<string>;
  /** Faults are about the files of the node. */
  hasDisk(node: NodeName): boolean;
}

/** The node whose calls the fault needs to see, and which. */
const pointOf = (fault: Fault): readonly [NodeName, readonly string[]] | undefined => {
  switch (fault.kind) {
    case 'fail':
      return (
        fault.site && [
          fault.site.node,
          [...fault.site.calls, ...(fault.loses === true ? DISK_CALLS : [])],
        ]
      );
    case 'shorten':
      return fault.site && [fault.site.node, fault.site.calls];
    case 'fill':
      return [fault.node, FILL_CALLS];
    case 'crash':
      return fault.disk && [fault.node, DISK_CALLS];
    default:
      return undefined;
  }
};

const touchesDisk = (fault: Fault): boolean =>
  fault.kind === 'fill' ||
  fault.kind === 'crash' ||
  (fault.kind === 'fail' && fault.loses === true);

export const createCallPoints = (faults: readonly Fault[]): CallPoints => {
  const points = faults.flatMap((fault) => {
    const point = pointOf(fault);
    return point === undefined ? [] : [{ node: point[0], calls: new Set(point[1]), fault }];
  });
  return {
    watches: (node, call) => points.some((point) => point.node === node && point.calls.has(call)),
    calls: () => new Set(points.flatMap(({ calls }) => [...calls])),
    hasDisk: (node) => points.some((point) => point.node === node && touchesDisk(point.fault)),
  };
};
