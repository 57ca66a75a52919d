/**
 * Addresses: names of messages that hold across runs (DESIGN §6). Ports, descriptors and pids are
 * never part of one.
 */
import type { MessageKind } from './channel.ts';
import type { NodeName } from './trace.ts';

/**
 * From exact to coarse. `exact`: label and payload digest; `context`: label and what the sender had
 * received by then; `channel`: label and the channel's ordinal; `label`: the framer's label;
 * `class`: the label's class; `order`: the n-th message from that node to that peer.
 */
export const ADDRESS_LEVELS = ['exact', 'context', 'channel', 'label', 'class', 'order'] as const;
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
   * class: the class; order: empty; else the label. For kind `connect` always level `order`.
   */
  readonly label: string;
  /**
   * What tells it from others with that label. exact: 8 hex digits over the payload; context: 8 hex
   * digits over the counts of message classes that the sender had received; channel: the ordinal of
   * the channel from its client to its server, in decimal. Else empty.
   */
  readonly digest: string;
  readonly ordinal: number;
}
