/**
 * All names of the messages that a finding's faults struck, from exact to coarse, as one failing
 * run gives them. For readers, and for faults that are written anew when a system has changed.
 */
import { addressText } from '../faults/address-text.ts';
import { addressLadders } from '../faults/addresses.ts';
import { addressOf } from '../faults/place.ts';
import { isByMask } from '../faults/signal.ts';
import { featuresOf, INJECTED } from '../faults/supported.ts';
import { faultText } from '../faults/text.ts';
import { ADDRESS_LEVELS } from '../model/address.ts';
import type { Fault } from '../model/fault.ts';
import type { FaultNames } from '../model/finding.ts';
import type { Trace } from '../model/trace.ts';
import { messageAt } from './literals.ts';

/**
 * One entry a fault that is at a message of the trace, in their order. Levels at which no fault can
 * be are left out.
 */
export function allNames(faults: readonly Fault[], trace: Trace): readonly FaultNames[] {
  const ladders = addressLadders(trace);
  return faults.flatMap((fault) => {
    const at = addressOf(fault);
    const message = at && messageAt(trace, at);
    const ladder = message && ladders.get(message.id);
    if (at === undefined || ladder === undefined) {
      return [];
    }
    const levels = ADDRESS_LEVELS.filter((level) =>
      featuresOf({ ...fault, at: ladder[level] } as Fault).every((feature) => INJECTED[feature]),
    );
    const names = levels.map((level) => [level, addressText(ladder[level])] as const);
    const mask = isByMask(at) ? { mask: addressText(at) } : {};
    return [{ fault: faultText(fault), names: { ...Object.fromEntries(names), ...mask } }];
  });
}
