/**
 * Which nodes play the same part in a run: they exchange the same classes of messages with nodes
 * that do so themselves. A guess, good for nothing but an order: equal parts need not be equal.
 */
import type { NodeName, Trace } from '../model/trace.ts';
import { isClient } from '../model/trace.ts';

/** Text by node: equal texts, equal roles. */
export type Roles = ReadonlyMap<NodeName, string>;

interface Part {
  readonly peer: NodeName;
  readonly what: string;
}

/** What each node sends and receives in the workload, by class of message. */
function partsIn(trace: Trace): ReadonlyMap<NodeName, readonly Part[]> {
  const parts = new Map<NodeName, Map<string, Part>>(trace.nodes.map((node) => [node, new Map()]));
  const note = (node: NodeName, peer: NodeName, what: string): void => {
    const own = parts.get(node) ?? new Map<string, Part>();
    parts.set(node, own.set(`${peer} ${what}`, { peer, what }));
  };
  for (const { from, to, kind, labelClass, phase } of trace.messages) {
    if (phase === 'workload' && from !== to) {
      note(from, to, `sends ${kind} ${labelClass}`);
      note(to, from, `hears ${kind} ${labelClass}`);
    }
  }
  return new Map([...parts].map(([node, own]) => [node, [...own.values()]]));
}

/**
 * The roles of all nodes of the run, clients included.
 *
 * Source: colour refinement (1-dimensional Weisfeiler–Leman) over the graph of messages.
 */
export function rolesIn(trace: Trace): Roles {
  const parts = partsIn(trace);
  let roles: Roles = new Map(
    [...parts.keys()].map((node) => [node, isClient(node) ? 'client' : '']),
  );
  for (let count = 0; count < new Set(roles.values()).size; ) {
    count = new Set(roles.values()).size;
    const texts = [...parts].map(([node, own]): readonly [NodeName, string] => {
      const words = own.map(({ peer, what }) => `${what} ${roles.get(peer) ?? ''}`);
      return [node, [roles.get(node), ...new Set(words.sort())].join('\n')];
    });
    const known = [...new Set(texts.map(([, text]) => text))].sort();
    roles = new Map(texts.map(([node, text]) => [node, String(known.indexOf(text))]));
  }
  return roles;
}
