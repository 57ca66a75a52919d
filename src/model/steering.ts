/**
 * The order in which the nodes of a run that is to happen again read and sent their messages. Names
 * messages by label and number, as addresses of level `label` do.
 */
import type { NodeName } from './trace.ts';

/** What one node did, in order: `<` and the name of a message that it read, `>` and one it sent. */
export interface NodeOrder {
  readonly node: NodeName;
  readonly steps: readonly string[];
}

export type Steering = readonly NodeOrder[];
