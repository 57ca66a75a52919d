/**
 * Addresses: names of messages that hold across runs (DESIGN §6). Ports, descriptors and pids are
 * never part of one.
 */
import type { MessageKind } from './channel.ts';
import type { NodeName } from './trace.ts';

/**
 * From exact to coarse. `exact`: label and payload digest; `label`: the framer's label; `class`:
 * the label's class; `order`: the n-th message from that node to that peer.
 */
export const ADDRESS_LEVELS = ['exact', 'label', 'class', 'order'] as const;
export type AddressLevel = (typeof ADDRESS_LEVELS)[number];

/**
 * `from→to kind name#ordinal`: the ordinal-th (1-based) workload message with that name, counted
 * across channels.
 */
export interface Address {
  readonly from: NodeName;
  readonly to: NodeName;
  readonly kind: MessageKind;
  readonly level: AddressLevel;
  /**
   * exact and label: the label; class: the class; order: empty. For kind `connect` always level
   * `order`.
   */
  readonly label: string;
  /** Level exact only; else empty. */
  readonly digest: string;
  readonly ordinal: number;
}
