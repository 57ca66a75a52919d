/**
 * Which faults leave nothing promised, so that a set with one of them is hardly worth a run. A
 * guess that follows from runs of single faults; it decides nothing but the order.
 */
import type { FaultLiteral } from './literals.ts';

export interface IdleMemory {
  /** A run of that fault alone was vacuous. */
  note(literal: FaultLiteral): void;
  /** True for such a fault, and for a crash of the same node that comes earlier than one. */
  has(literal: FaultLiteral): boolean;
}

/** Knows of no run yet. */
export function createIdleMemory(): IdleMemory {
  const alone = new Set<string>();
  /** By node, the distance of its latest such crash. */
  const crashes = new Map<string, number>();
  return {
    note({ text, fault, distance }) {
      alone.add(text);
      if (fault.kind === 'crash') {
        crashes.set(fault.node, Math.min(crashes.get(fault.node) ?? distance, distance));
      }
    },
    has({ text, fault, distance }) {
      const isEarlier =
        fault.kind === 'crash' && distance >= (crashes.get(fault.node) ?? Number.POSITIVE_INFINITY);
      return alone.has(text) || isEarlier;
    },
  };
}
