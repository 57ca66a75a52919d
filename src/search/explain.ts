/**
 * Tells the way from the faults to the broken promise, from the trace of a failing run: what
 * struck, what was kept from whom, what died with a node, and what the invariant said. It states
 * what the trace shows and guesses nothing.
 */
import { addressText } from '../faults/address-text.ts';
import { faultText } from '../faults/text.ts';
import type { MessageGraph } from '../lineage/message-graph.ts';
import { messageGraph } from '../lineage/message-graph.ts';
import { isSystemNode } from '../lineage/support.ts';
import type { CrashFault, CutFault, FaultReport } from '../model/fault.ts';
import type { RunResult } from '../model/run.ts';
import type { Message, MessageId, NodeName, Trace } from '../model/trace.ts';
import { isClient } from '../model/trace.ts';
import { messageAt } from './literals.ts';

const LABELS_MAX = 3;

interface Scene {
  readonly trace: Trace;
  readonly graph: MessageGraph;
}

function nameOf(message: Message): string {
  return message.label === '' ? `the ${message.kind} message` : `"${message.label}"`;
}

/** Up to three names, and how many more there are. */
function list(messages: readonly Message[]): string {
  const names = messages.slice(0, LABELS_MAX).map(nameOf);
  const more = messages.length - names.length;
  return more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
}

function messagesOf(trace: Trace, ids: readonly MessageId[]): readonly Message[] {
  return ids.map((id) => trace.messages.at(id)).filter((message) => message !== undefined);
}

/**
 * What the sender had heard before it sent `message`: nearest first, from the client if possible.
 */
function causeOf({ trace, graph }: Scene, message: Message): string {
  const heard = messagesOf(trace, graph.before(message.id)).filter((one) => {
    const read = one.received.at(-1);
    return one.to === message.from && one.kind !== 'connect' && (read ?? Infinity) < message.sent;
  });
  const cause = heard.findLast(({ from }) => isClient(from)) ?? heard.at(-1);
  if (cause === undefined) {
    return '';
  }
  return ` ${message.from} sent it after ${nameOf(cause)} from ${cause.from}.`;
}

/** One of these that were lost came to its receiver in another way: by a retry, say. */
const hasComeAgain = ({ trace }: Scene, lost: readonly Message[]): boolean =>
  trace.messages.some(
    (one) =>
      one.received.length > 0 &&
      lost.some(({ to, label }) => one.kind !== 'connect' && one.to === to && one.label === label),
  );

function missedWords(scene: Scene, lost: readonly Message[]): string {
  return hasComeAgain(scene, lost)
    ? `did not receive ${list(lost)} on that stream`
    : `never received ${list(lost)}`;
}

function explainCut(scene: Scene, { at, ending }: CutFault): readonly string[] {
  const first = messageAt(scene.trace, at);
  const lost = scene.trace.messages.filter(
    ({ id, withheld, channel, direction }) =>
      withheld &&
      id >= (first?.id ?? 0) &&
      channel === first?.channel &&
      direction === first.direction,
  );
  const cut = `The stream ${at.from}→${at.to} was cut at ${addressText(at)}`;
  if (first === undefined || lost.length === 0) {
    return [`${cut}.`];
  }
  const end = ending === 'reset' ? 'both ends saw it reset' : 'neither end was told';
  return [`${cut}; ${end}.${causeOf(scene, first)}`, `${at.to} ${missedWords(scene, lost)}.`];
}

/** Names of the client's requests to `node` of which no other node of the system had heard. */
function keptToItself(scene: Scene, node: NodeName): readonly Message[] {
  const { trace, graph } = scene;
  return messagesOf(trace, graph.beforeCrash(node)).filter((message) => {
    if (!isClient(message.from) || message.to !== node || message.kind === 'connect') {
      return false;
    }
    return !messagesOf(trace, graph.after(message.id)).some(
      ({ to, received }) => to !== node && isSystemNode(to) && received.length > 0,
    );
  });
}

/**
 * What the node told the client before it died, and what it had sent to others by then that never
 * came there: it did not wait for them.
 */
function toldWords(scene: Scene, node: NodeName): readonly string[] {
  const { trace, graph } = scene;
  const told = messagesOf(trace, graph.beforeCrash(node)).filter(
    ({ from, to, received }) => from === node && isClient(to) && received.length > 0,
  );
  const last = told.at(-1);
  if (last === undefined) {
    return [];
  }
  const lost = trace.messages.filter(
    ({ from, to, withheld, received, sent }) =>
      withheld && received.length === 0 && from === node && isSystemNode(to) && sent < last.sent,
  );
  const [first] = lost;
  if (first === undefined || hasComeAgain(scene, lost)) {
    return [`${node} had answered the client: ${list(told)}.`];
  }
  const blind = told.filter(({ sent }) => sent > first.sent);
  const receivers = [...new Set(lost.map(({ to }) => to))].join(', ');
  const missing = `${list(lost)} had not come to ${receivers}`;
  return [`${node} answered the client ${list(blind)}, though ${missing}.`];
}

function explainCrash(scene: Scene, fault: CrashFault): readonly string[] {
  const { node, when, at } = fault;
  const point = at === undefined ? 'at the end of the workload' : `${when} ${addressText(at)}`;
  const kept = keptToItself(scene, node);
  return [
    ...toldWords(scene, node),
    `${node} was killed ${point}.`,
    ...(kept.length > 0
      ? [`No other node had heard of what the client had sent to ${node}: ${list(kept)}.`]
      : []),
  ];
}

function explainFault(scene: Scene, { fault, detail }: FaultReport): readonly string[] {
  switch (fault.kind) {
    case 'cut':
      return explainCut(scene, fault);
    case 'omit': {
      const lost = messageAt(scene.trace, fault.at);
      const cause = lost === undefined ? '' : causeOf(scene, lost);
      const text = addressText(fault.at);
      return [`The datagram ${text} was lost: ${fault.at.to} never received it.${cause}`];
    }
    case 'refuse':
      return [`The attempt ${addressText(fault.at)} was refused: ${fault.at.to} did not answer.`];
    case 'crash':
      return explainCrash(scene, fault);
    default:
      return [`The fault ${faultText(fault)} struck: ${detail}.`];
  }
}

function strikeTime(report: FaultReport): number {
  return report.event ?? Number.MAX_SAFE_INTEGER;
}

/** One sentence a step, in the order in which the faults fired; the last is the invariant's. */
export function explain(result: RunResult): readonly string[] {
  const { trace, verdict } = result;
  const fired = result.faults
    .filter(({ outcome }) => outcome === 'fired')
    .toSorted((a, b) => strikeTime(a) - strikeTime(b));
  const killed = new Set(
    fired.flatMap(({ fault }) => (fault.kind === 'crash' ? [fault.node] : [])),
  );
  const crashes = [...killed].flatMap((node) => {
    const last = trace.events.lastOf(node);
    return last === undefined ? [] : [{ node, event: last }];
  });
  const scene: Scene = { trace, graph: messageGraph(trace, crashes) };
  const steps = fired.flatMap((report) => explainFault(scene, report));
  const said = verdict.kind === 'violated' ? verdict.reason : verdict.kind;
  return [...steps, `The invariant said: ${said}`];
}
