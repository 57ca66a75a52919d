/**
 * Which nodes of a spec may be exchanged: the clients of one workload, and nodes of which nothing
 * in the spec says which is which. Runs nothing.
 */
import type { NodeSpec, ProgramSpec, Spec } from '../model/spec.ts';
import { clientNames, type NodeName } from '../model/trace.ts';

/** A program as text, with the two nodes' names exchanged in its placeholders. */
function exchanged({ command, environment }: ProgramSpec | NodeSpec, a: NodeName, b: NodeName) {
  const other = (text: string): string =>
    text.replaceAll(/\$\{port\.([^.}]*)\./g, (whole, node: string) => {
      const name = node === a ? b : node === b ? a : node;
      return whole.replace(node, () => name);
    });
  return {
    command: command.map(other),
    environment: Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, other(value)]),
    ),
  };
}

const plain = (program: ProgramSpec | NodeSpec) => exchanged(program, '', '');

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const rest = ({ workingDir, ports, framer }: NodeSpec) => ({ workingDir, ports, framer });

/** True when the spec stays the same, but for the order of its nodes, if they change names. */
function areEqual(spec: Spec, one: NodeSpec, other: NodeSpec): boolean {
  const [a, b] = [one.name, other.name];
  const others = spec.nodes.filter(({ name }) => name !== a && name !== b);
  return (
    same(rest(one), rest(other)) &&
    same(exchanged(one, a, b), plain(other)) &&
    same(exchanged(other, a, b), plain(one)) &&
    [...others, spec.workload, spec.invariant].every((program) =>
      same(exchanged(program, a, b), plain(program)),
    )
  );
}

/** Groups of two nodes and more. Each node is in one group at most. */
export function equalNodes(spec: Spec): readonly (readonly NodeName[])[] {
  const groups: NodeSpec[][] = [];
  for (const node of spec.nodes) {
    const group = groups.find((members) => members.every((one) => areEqual(spec, one, node)));
    if (group === undefined) {
      groups.push([node]);
    } else {
      group.push(node);
    }
  }
  return [
    ...groups.map((group) => group.map(({ name }) => name)),
    clientNames(spec.workload.clients ?? 1),
  ].filter((group) => group.length > 1);
}
