/**
 * Faults in plain words. Knows what each fault does to the system; the canonical one-line form is
 * the faults room's.
 */
import { quote } from '../faults/quoted.ts';
import type { Address } from '../model/address.ts';
import type { CrashFault, CutFault, Fault } from '../model/fault.ts';
import { escapeLine } from './escape.ts';

/** A message without its ends: `"SET k1" #1`, `SET message #2`, `message #3`. */
function messageWords(at: Address): string {
  if (at.kind === 'connect') {
    return `connection attempt #${at.ordinal}`;
  }
  switch (at.level) {
    case 'exact':
      return `${quote(at.label)} #${at.ordinal} (payload ${escapeLine(at.digest)})`;
    case 'label':
      return `${quote(at.label)} #${at.ordinal}`;
    case 'class':
      return `${escapeLine(at.label)} message #${at.ordinal}`;
    case 'order':
      return `message #${at.ordinal}`;
  }
}

function crashWords(fault: CrashFault): string {
  const node = escapeLine(fault.node);
  if (fault.at === undefined || fault.when === 'end') {
    return `crash: ${node} is killed when the workload has ended`;
  }
  const { at } = fault;
  const to = escapeLine(at.to);
  const [moment, verb] =
    fault.when === 'before'
      ? (['right before', at.kind === 'connect' ? 'makes' : 'sends'] as const)
      : (['right after', at.kind === 'connect' ? 'made' : 'sent'] as const);
  return `crash: ${node} is killed ${moment} it ${verb} ${messageWords(at)} to ${to}`;
}

function cutWords({ at, ending }: CutFault): string {
  const [from, to, message] = [escapeLine(at.from), escapeLine(at.to), messageWords(at)];
  return ending === 'silence'
    ? `cut: from ${message} on, nothing that ${from} sends to ${to} on that connection ` +
        'arrives (silence)'
    : `cut: ${message} from ${from} to ${to} is lost, and both ends see their connection reset`;
}

/** `<message> from <node> to <node>`. */
function routeWords(at: Address): string {
  return `${messageWords(at)} from ${escapeLine(at.from)} to ${escapeLine(at.to)}`;
}

/** What the fault does, as one sentence without a full stop, opening with its kind. */
export function faultWords(fault: Fault): string {
  switch (fault.kind) {
    case 'cut':
      return cutWords(fault);
    case 'omit':
      return `omit: the datagram ${routeWords(fault.at)} is lost; its sender sees success`;
    case 'refuse':
      return `refuse: ${routeWords(fault.at)} is refused`;
    case 'crash':
      return crashWords(fault);
  }
}
