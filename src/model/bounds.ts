/**
 * Bounds of a hunt: what a hypothesis may hold. The certificate speaks only of sets within them.
 */
import type { HuntedKind } from './fault.ts';

export interface Bounds {
  /** Largest fault set. */
  readonly faultsMax: number;
  /** Largest number of faults of each kind in one set; 0 switches the kind off. */
  readonly perKindMax: Readonly<Record<HuntedKind, number>>;
}
