/** Whether a finding fits a spec. */
import type { ReadFinding } from '../corpus/read-finding.ts';
import { nodesIn } from '../faults/place.ts';
import { faultText } from '../faults/text.ts';
import { SpecError } from '../model/errors.ts';
import type { Spec } from '../model/spec.ts';
import { clientNames, INVARIANT, OUTSIDE } from '../model/trace.ts';

/**
 * A fault on a node that the spec doesn't have would never happen: said before any run.
 *
 * Errors: SpecError.
 */
export function checkNodes(found: Pick<ReadFinding, 'finding' | 'file'>, spec: Spec): void {
  const known = [
    ...spec.nodes.map((node) => node.name),
    ...clientNames(spec.workload.clients ?? 1),
    INVARIANT,
    OUTSIDE,
  ];
  for (const fault of found.finding.faults) {
    const stranger = nodesIn(fault).find((node) => !known.includes(node));
    if (stranger !== undefined) {
      throw new SpecError(
        'finding-node',
        `${found.file}:1:1`,
        `"${faultText(fault)}" names the node "${stranger}", which ${spec.file} does not have`,
        { hint: `its nodes are ${spec.nodes.map((node) => node.name).join(', ')}` },
      );
    }
  }
}
