/**
 * What of a spec decides how its system runs and how it is judged, as one short hash. Knows no
 * files: what the programs themselves are is not in it.
 */
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { Spec } from '../model/spec.ts';

/**
 * 16 hex digits. The same wherever the spec's folder stands, and whatever a hunt is to try, how
 * long, and how often it confirms.
 */
export function specHash(spec: Spec): string {
  const { nodes, ready, workload, invariant, never, checks, observe, settleMs } = spec;
  const { always, heal, restart } = spec.faults;
  const judged = { invariant, never, checks };
  const faulty = { always, heal, restart };
  const decides = { nodes, ready, workload, ...judged, observe, settleMs, ...faulty };
  const text = JSON.stringify(decides).replaceAll(
    JSON.stringify(dirname(spec.file)).slice(1, -1),
    '.',
  );
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
