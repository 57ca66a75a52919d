/**
 * Happens-before while the run goes on, for windows of faults that open with a message: they open
 * for what that message led to. A run without such a fault pays nothing for it.
 */
import { awaitedBy } from '../faults/place.ts';
import type { Precedes } from '../faults/signal.ts';
import { OnlineOrder } from '../lineage/online-order.ts';
import type { Fault } from '../model/fault.ts';
import type { Watch } from '../model/witness.ts';

export interface Anchors {
  readonly precedes: Precedes;
  /** To be told of the run. */
  readonly watches: readonly Watch[];
}

const isAnchored = (fault: Fault): boolean => awaitedBy(fault).some((event) => 'at' in event);

export const createAnchors = (faults: readonly Fault[]): Anchors => {
  let order: OnlineOrder | undefined;
  const watch: Watch = (view) => {
    order = new OnlineOrder(view);
    return order;
  };
  return {
    precedes: (anchor, at) => anchor === at || order?.before(anchor, at) === true,
    watches: faults.some(isAnchored) ? [watch] : [],
  };
};
