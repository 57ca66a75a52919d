/**
 * The planned faults of one run, matched against the messages as they are sent. It knows which
 * fault is due at which message; how a fault is brought about is the tracer's business.
 */
import type { Address } from '../model/address.ts';
import { ensure, UsageError } from '../model/errors.ts';
import type { Fault } from '../model/fault.ts';
import type { NodeName } from '../model/trace.ts';
import { type AddressLadder, OrdinalCounter, type Outgoing } from './ordinals.ts';
import { checkRealisable } from './realisable.ts';
import { faultText } from './text.ts';

/** Shown only workload messages, each once to `commit`, in the order in which they are sent. */
export interface Plan {
  /**
   * For messages about to start in one write, in order: the pending faults that are due at each.
   * Counts nothing, so that a write can be held back, shortened or not happen at all.
   */
  preview(outgoing: readonly Outgoing[]): readonly (readonly Fault[])[];
  /** Counts a message as sent (withheld ones too) and returns its addresses. */
  commit(outgoing: Outgoing): AddressLadder;
  /** Some pending fault is at a message from→to. Cheap: most writes need no preview. */
  wants(from: NodeName, to: NodeName): boolean;
  /**
   * Faults that have not fired, in planned order. A crash at the end of the workload is due at no
   * message.
   */
  pending(): readonly Fault[];
  /** The fault was seen to take effect; it will not be due again. */
  markFired(fault: Fault): void;
}

interface Planned {
  readonly fault: Fault;
  fired: boolean;
}

/**
 * A plan with nothing fired and nothing counted. A fault given twice is planned once.
 *
 * Errors: UsageError `fault-unrealisable`, with the reason.
 */
export function createPlan(faults: readonly Fault[]): Plan {
  const planned = new Map<string, Planned>();
  for (const fault of faults) {
    const reason = checkRealisable(fault);
    if (reason !== undefined) {
      throw new UsageError('fault-unrealisable', `cannot plan "${faultText(fault)}": ${reason}`);
    }
    planned.set(faultText(fault), { fault, fired: false });
  }
  const counter = new OrdinalCounter();
  const pending = (): readonly Fault[] =>
    [...planned.values()].filter(({ fired }) => !fired).map(({ fault }) => fault);
  return {
    preview(outgoing) {
      const left = pending();
      return counter
        .preview(outgoing)
        .map((ladder) => left.filter((fault) => isDue(fault, ladder)));
    },
    commit: (outgoing) => counter.next(outgoing),
    wants: (from, to) => pending().some(({ at }) => at?.from === from && at.to === to),
    pending,
    markFired(fault) {
      const found = planned.get(faultText(fault));
      ensure(
        found !== undefined,
        `fault was marked as fired but never planned: ${faultText(fault)}`,
      );
      found.fired = true;
    },
  };
}

function isDue({ at }: Fault, ladder: AddressLadder): boolean {
  return at !== undefined && isSameAddress(at, ladder[at.level]);
}

function isSameAddress(one: Address, other: Address): boolean {
  return (
    one.from === other.from &&
    one.to === other.to &&
    one.kind === other.kind &&
    one.level === other.level &&
    one.label === other.label &&
    one.digest === other.digest &&
    one.ordinal === other.ordinal
  );
}
