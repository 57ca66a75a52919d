/**
 * The faults of one run that have fired and last: until their time has passed on the run's clock,
 * until their events have happened, or until heal. How they are ended is not known here.
 */
import { holdOf } from '../faults/place.ts';
import type { Plan } from '../faults/plan.ts';
import { faultText } from '../faults/text.ts';
import type { Fault } from '../model/fault.ts';
import type { Clock } from './clock.ts';

export interface Lasting {
  began(fault: Fault): void;
  ended(fault: Fault): void;
  all(): readonly Fault[];
  /** Those that are to be ended now. */
  over(): readonly Fault[];
  /** When the time of the next one will have passed; undefined: none waits for a time. */
  nextNs(): number | undefined;
}

export const createLasting = (plan: Pick<Plan, 'over' | 'markOver'>, clock: Clock): Lasting => {
  /** By text; the moment at which it is over, if a time was given. */
  const going = new Map<string, { readonly fault: Fault; readonly endNs: number | undefined }>();
  return {
    began: (fault) => {
      const hold = holdOf(fault);
      if (hold !== undefined && !going.has(faultText(fault))) {
        const endNs = hold.until === 'time' ? clock.after(hold.ms) : undefined;
        going.set(faultText(fault), { fault, endNs });
      }
    },
    ended: (fault) => {
      going.delete(faultText(fault));
      plan.markOver(fault);
    },
    all: () => [...going.values()].map(({ fault }) => fault),
    over: () => {
      if (going.size === 0) {
        return [];
      }
      const now = clock.nowNs();
      const timed = [...going.values()].filter(({ endNs }) => endNs !== undefined && endNs <= now);
      return [
        ...timed.map(({ fault }) => fault),
        ...plan.over().filter((fault) => going.has(faultText(fault))),
      ];
    },
    nextNs: () => {
      const times = [...going.values()].flatMap(({ endNs }) =>
        endNs === undefined ? [] : [endNs],
      );
      return times.length === 0 ? undefined : Math.min(...times);
    },
  };
};
