/**
 * Bounds of a hunt: what a hypothesis may hold. The certificate speaks only of sets within them.
 */
import type { HuntedKind, OptInKind } from './fault.ts';

export type KindBounds = Readonly<
  Record<Exclude<HuntedKind, OptInKind>, number> & Partial<Record<OptInKind, number>>
>;

export interface Bounds {
  /** Largest fault set. */
  readonly faultsMax: number;
  /**
   * Largest number of faults of each kind in one set; 0 switches the kind off. Absent: 0, for kinds
   * that are tried only where they are asked for.
   */
  readonly perKindMax: KindBounds;
  /**
   * Nodes (`a`: its crashes, and what it sends and receives) and links (`a→b`) that faults are
   * kept to, and that they are kept from. Absent: all, and none.
   */
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  /** An event of the fault language after which nothing fires. Absent: the workload's end. */
  readonly until?: string;
}

/** Largest number of faults of that kind in one set. */
export function mostOf({ perKindMax }: Bounds, kind: HuntedKind): number {
  return perKindMax[kind] ?? 0;
}
