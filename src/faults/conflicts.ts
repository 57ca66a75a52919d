/**
 * Faults that can't be in one run: the second has nothing left to strike, needs what another has
 * taken away, or names a node that there is not.
 */
import type { Address } from '../model/address.ts';
import type { CrashFault, Fault } from '../model/fault.ts';
import type { FaultEvent } from '../model/moments.ts';
import { CLIENT, INVARIANT, type NodeName, OUTSIDE } from '../model/trace.ts';
import { addressText } from './address-text.ts';
import { eventText, windowText } from './moment-text.ts';
import { nearest } from './nearest.ts';
import { addressOf, awaitedBy, closingOf, endingOf, nodeOf, nodesIn } from './place.ts';
import { faultText } from './text.ts';

export interface Conflict {
  readonly fault: Fault;
  readonly reason: string;
  readonly hint?: string;
}

/** The first conflict found; undefined if there is none. `nodes`: those of the system, if known. */
export function checkTogether(
  faults: readonly Fault[],
  nodes?: readonly NodeName[],
): Conflict | undefined {
  const distinct = [...new Map(faults.map((fault) => [faultText(fault), fault])).values()];
  for (const [index, fault] of distinct.entries()) {
    const before = distinct.slice(0, index);
    const conflict =
      (nodes && checkNames(fault, nodes)) ??
      checkSameMessage(fault, before) ??
      checkBehindPartition(fault, distinct) ??
      checkLives(fault, distinct);
    if (conflict !== undefined) {
      return { fault, ...conflict };
    }
  }
  return undefined;
}

type Reason = Omit<Conflict, 'fault'>;

function checkNames(fault: Fault, nodes: readonly NodeName[]): Reason | undefined {
  const known = [...nodes, CLIENT, INVARIANT, OUTSIDE];
  const stranger = nodesIn(fault).find((node) => !known.includes(node));
  if (stranger === undefined) {
    return undefined;
  }
  const guess = nearest(stranger, nodes);
  const hint = guess === undefined ? `the nodes are ${nodes.join(', ')}` : `did you mean ${guess}?`;
  return { reason: `there is no node "${stranger}"`, hint };
}

/** What a message comes to is one thing; its sender may crash as well. */
function fateOf(fault: Fault): string | undefined {
  const at = addressOf(fault);
  return at === undefined || fault.kind === 'crash' || fault.kind === 'pause'
    ? undefined
    : `${addressText(at)}${'window' in fault ? windowText(fault.window) : ''}`;
}

function checkSameMessage(fault: Fault, before: readonly Fault[]): Reason | undefined {
  const fate = fateOf(fault);
  const other = before.find((one) => fate !== undefined && fateOf(one) === fate);
  if (other === undefined) {
    return undefined;
  }
  const what = `"${faultText(other)}" strikes the same message`;
  const isBehind = [fault.kind, other.kind].includes('cut') && fault.kind !== other.kind;
  return { reason: isBehind ? `${what}: what is cut does not arrive to be anything else` : what };
}

/** A partition that lasts for the whole workload leaves nothing on its links to be struck. */
function checkBehindPartition(fault: Fault, all: readonly Fault[]): Reason | undefined {
  const at = fateOf(fault) === undefined ? undefined : addressOf(fault);
  const wall = all.find((one) => at !== undefined && isWholeWall(one, at));
  return wall && { reason: `nothing crosses "${faultText(wall)}"` };
}

function isWholeWall(fault: Fault, { from, to }: Address): boolean {
  if (fault.kind !== 'partition' || fault.from !== undefined) {
    return false;
  }
  const { sides, direction, hold } = fault;
  const [one, other] = sides;
  const forth = one.includes(from) && other.includes(to);
  const back = direction === 'both' && other.includes(from) && one.includes(to);
  return (hold === undefined || hold.until === 'heal') && (forth || back);
}

/** Deaths and returns of nodes: a node dies once between two starts. */
function checkLives(fault: Fault, all: readonly Fault[]): Reason | undefined {
  const crashes = all.filter((one): one is CrashFault => one.kind === 'crash');
  const returns = (node: NodeName): boolean =>
    crashes.some((one) => one.node === node && one.restart !== undefined);
  if (fault.kind === 'crash' && fault.restart === undefined) {
    const isSecond = crashes.find((one) => one.node === fault.node && one.restart === undefined);
    if (isSecond !== undefined && isSecond !== fault) {
      const reason = `${fault.node} crashes in "${faultText(isSecond)}" already`;
      return { reason, hint: 'a node that is to crash twice must restart in between' };
    }
  }
  const closing = closingOf(fault);
  const events = [...awaitedBy(fault), ...endingOf(fault), ...(closing ? [closing] : [])];
  const back = events.find((event) => event.kind === 'restarted' && !returns(event.node));
  if (back?.kind === 'restarted') {
    const hint = `let it restart: "${back.node}: crash …, restart after 2s"`;
    return { reason: `no crash of ${back.node} is followed by its restart`, hint };
  }
  return checkDead(fault, returns);
}

const nodesDeadIn = (events: readonly FaultEvent[]): readonly NodeName[] =>
  events.flatMap((event) => (event.kind === 'crashed' ? [event.node] : []));

/** A dead node sends nothing, and nothing can be delivered to it. */
function checkDead(fault: Fault, returns: (node: NodeName) => boolean): Reason | undefined {
  const at = addressOf(fault);
  const forEver = (events: readonly FaultEvent[]): readonly NodeName[] =>
    nodesDeadIn(events).filter((node) => !returns(node));
  const actor = at?.from ?? nodeOf(fault);
  const dead = forEver(awaitedBy(fault)).find((node) => node === actor);
  if (dead !== undefined) {
    return { reason: `${dead} has crashed by then and does not restart, so it does nothing` };
  }
  const heir = forEver(endingOf(fault)).find((node) => at !== undefined && node === at.to);
  if (heir !== undefined && fault.kind !== 'crash' && fault.kind !== 'pause') {
    return { reason: `it would be delivered to ${heir}, which has crashed by then` };
  }
  const after = closingOf(fault);
  const mute = after && 'at' in after && forEver(awaitedBy(fault)).includes(after.at.from);
  return mute ? { reason: `"${eventText(after)}" does not happen after that crash` } : undefined;
}
