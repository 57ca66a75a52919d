/** Fault vocabulary: only what a network or a machine can really do (DESIGN §7). */
import type { Address } from './address.ts';
import type { NodeName } from './trace.ts';

/** That message and all later ones of its direction on that channel are withheld. */
export interface CutFault {
  readonly kind: 'cut';
  readonly at: Address;
  /**
   * `silence`: nothing more is seen by the peer, no FIN either. `reset`: both ends see the
   * connection reset.
   */
  readonly ending: 'silence' | 'reset';
}

/** One datagram is lost; its sender sees success. */
export interface OmitFault {
  readonly kind: 'omit';
  readonly at: Address;
}

/** One attempt to connect is refused (ECONNREFUSED). */
export interface RefuseFault {
  readonly kind: 'refuse';
  readonly at: Address;
}

/**
 * Fail-stop of the whole node: SIGKILL before or after it sends a message, or when the workload has
 * ended.
 */
export interface CrashFault {
  readonly kind: 'crash';
  readonly node: NodeName;
  /** `end`: at the end of the workload, and then `at` is absent. */
  readonly when: 'before' | 'after' | 'end';
  /** The message whose sending is the crash point. */
  readonly at?: Address;
}

export type Fault = CutFault | OmitFault | RefuseFault | CrashFault;
export type FaultKind = Fault['kind'];
export const FAULT_KINDS = [
  'cut',
  'omit',
  'refuse',
  'crash',
] as const satisfies readonly FaultKind[];

/**
 * What became of a planned fault in one run. A fault that did not fire is `missed`: that run is no
 * test of it.
 */
export interface FaultReport {
  readonly fault: Fault;
  readonly outcome: 'fired' | 'missed';
  /**
   * In words: what was seen at the exit stop (`withheld 27 bytes`, `killed 1 process`), or why it
   * was missed.
   */
  readonly detail: string;
  /** The event at which it fired: index into the run's trace. */
  readonly event?: number;
}
