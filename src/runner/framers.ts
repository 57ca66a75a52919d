/** The framers of a spec's nodes, users' own ones loaded. */
import { isAbsolute } from 'node:path';
import { ensure } from '../model/errors.ts';
import type { Spec } from '../model/spec.ts';
import type { NodeName } from '../model/trace.ts';
import type { FramerSource } from '../tracer/framers/framer.ts';
import { loadUserFramer } from '../tracer/framers/user-framer.ts';

/** By node. Errors: SpecError `framer` for a module that can't be used. */
export async function loadFramers(
  nodes: Spec['nodes'],
): Promise<ReadonlyMap<NodeName, FramerSource>> {
  const framers = new Map<NodeName, FramerSource>();
  for (const { name, framer } of nodes) {
    if (typeof framer === 'object' && 'module' in framer) {
      ensure(isAbsolute(framer.module), `the path of a framer is resolved: ${framer.module}`);
      framers.set(name, await loadUserFramer(framer.module));
    } else {
      framers.set(name, framer);
    }
  }
  return framers;
}
