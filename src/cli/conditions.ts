/** Under which conditions the faults of a saved finding are run again. Knows its fields only. */
import type { Finding } from '../model/finding.ts';
import type { RunRequest } from '../model/run.ts';

export type Conditions = Pick<RunRequest, 'steering' | 'size'>;

/** Those in which it was confirmed. `plain`: messages come as they come. */
export function conditionsOf({ steered, size }: Finding, plain = false): Conditions {
  return {
    ...(steered && !plain && { steering: steered.order }),
    ...(size && { size }),
  };
}
