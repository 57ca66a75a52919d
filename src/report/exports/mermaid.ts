/** The run as a Mermaid sequence diagram, short enough for a comment on GitHub. Text only. */

import { faultText } from '../../faults/text.ts';
import type { Recording } from '../../model/recording.ts';
import type { MessageId, NodeName } from '../../model/trace.ts';
import { escapeLine } from '../escape.ts';

/** More are not readable, and GitHub stops at 50,000 characters. */
const MESSAGES_MAX = 40;
const TEXT_MAX = 60;

/** What Mermaid would read as something else, as the numbers of its own escape: `#59;`. */
export function mermaidText(text: string): string {
  const characters = [...escapeLine(text)];
  const shown =
    characters.length > TEXT_MAX ? [...characters.slice(0, TEXT_MAX - 1), '…'] : characters;
  return shown
    .map((one) => (/[\p{L}\p{N} .,_+()/'=|…→*$?!-]/u.test(one) ? one : `#${one.codePointAt(0)};`))
    .join('');
}

/** Messages of the support and those that a fault withheld; if there are none, of the workload. */
function chosenMessages({ trace }: Recording, support: ReadonlySet<MessageId>) {
  const isChosen = trace.messages.filter(
    ({ id, withheld, kind }) => kind !== 'connect' && (withheld || support.has(id)),
  );
  return isChosen.length > 0
    ? isChosen
    : trace.messages.filter(({ phase, kind }) => phase === 'workload' && kind !== 'connect');
}

export function mermaidDiagram(recording: Recording, support: ReadonlySet<MessageId>): string {
  const chosen = chosenMessages(recording, support);
  const shown = chosen.slice(0, MESSAGES_MAX);
  const nodes = [...new Set<NodeName>(shown.flatMap(({ from, to }) => [from, to]))];
  const alias = new Map(nodes.map((node, index) => [node, `n${index}`]));
  const lines = ['sequenceDiagram'];
  for (const node of nodes) {
    lines.push(`  participant ${alias.get(node)} as ${mermaidText(node)}`);
  }
  const killed = recording.faults.filter(
    ({ fault, outcome, event }) =>
      fault.kind === 'crash' && outcome === 'fired' && event !== undefined,
  );
  let next = 0;
  const tellKilled = (before: number): void => {
    for (let report = killed[next]; report !== undefined; report = killed[next]) {
      if ((report.event ?? 0) > before) {
        return;
      }
      const at = report.fault.kind === 'crash' ? alias.get(report.fault.node) : undefined;
      if (at !== undefined) {
        lines.push(`  Note over ${at}: ${mermaidText(faultText(report.fault))}`);
      }
      next += 1;
    }
  };
  killed.sort((a, b) => (a.event ?? 0) - (b.event ?? 0));
  for (const { from, to, label, withheld, received, sent } of shown) {
    tellKilled(sent);
    const arrow = withheld ? '--x' : received.length === 0 ? '--)' : '->>';
    const text = `${mermaidText(label)}${withheld ? ' (withheld)' : ''}`;
    lines.push(`  ${alias.get(from)}${arrow}${alias.get(to)}: ${text}`);
  }
  tellKilled(Number.POSITIVE_INFINITY);
  if (shown.length < chosen.length && nodes[0] !== undefined) {
    lines.push(`  Note over ${alias.get(nodes[0])}: and ${chosen.length - shown.length} more`);
  }
  return `${lines.join('\n')}\n`;
}
