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

/** What a cut kept from its receiver, who may have got it in another way: by a retry, say. */
function missedWords({ trace }: Scene, lost: readonly Message[]): string {
  const hasCome = trace.messages.some(
    (one) =>
      one.received.length > 0 &&
      lost.some(({ to, label }) => one.kind !== 'connect' && one.to === to && one.label === label),
  );
  return hasCome ? `did not receive ${list(lost)} on that stream` : `never received ${list(lost)}`;
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

function explainCrash(scene: Scene, fault: CrashFault): readonly string[] {
  const { node, when, at } = fault;
  const point = at === undefined ? 'at the end of the workload' : `${when} ${addressText(at)}`;
  const told = messagesOf(scene.trace, scene.graph.beforeCrash(node)).filter(
    ({ from, to, received }) => from === node && isClient(to) && received.length > 0,
  );
  const kept = keptToItself(scene, node);
  return [
    `${node} was killed ${point}.`,
    ...(told.length > 0 ? [`By then ${node} had answered the client: ${list(told)}.`] : []),
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
