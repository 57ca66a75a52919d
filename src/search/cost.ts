/**
 * What a literal costs: which hypotheses are tried first. Equal inputs give equal costs, whatever
 * the wall times were, so that repeated hunts try the same sets in the same order.
 *
 * A fault costs 10 000 plus a rank below 1000, so that for n ≤ 9 a set of n faults is always
 * cheaper than one of n + 1. The rank:
 *
 *        0  cut or omission between two system nodes
 *        0  crash after a message to the client: a promise has just been made
 *       20  any other crash
 *     +100  a cut that ends in a reset, a refusal
 *     +200  the client is one of the ends (cuts, omissions, refusals)
 *     +450  the message is not met alike in all baselines
 *       +4  for each earlier message of that node to that peer, at most 196: it would withhold more
 *       +1  instead of 4 for crashes: after the first cut, the crash points are swept
 */
import { ensure } from '../model/errors.ts';
import type { HuntedFault } from '../model/fault.ts';
import { isClient } from '../model/trace.ts';
import type { FaultLiteral } from './literals.ts';

export const FAULT_COST = 10_000;
const CLIENT_RANK = 200;
const ABRUPT_RANK = 100;
const OTHER_CRASH_RANK = 20;
const UNSTABLE_RANK = 450;
const POSITION_RANK_MAX = 196;
const CUT_STEP = 4;

function placeRank(fault: HuntedFault): number {
  if (fault.kind === 'crash') {
    return fault.when === 'after' && isClient(fault.at?.to ?? '') ? 0 : OTHER_CRASH_RANK;
  }
  const ofClient = isClient(fault.at.from) || isClient(fault.at.to);
  const abrupt = fault.kind === 'refuse' || (fault.kind === 'cut' && fault.ending === 'reset');
  return (ofClient ? CLIENT_RANK : 0) + (abrupt ? ABRUPT_RANK : 0);
}

/** A positive integer, 10 000 to 10 999. */
export function costOf({ fault, position, unstable }: FaultLiteral): number {
  const step = fault.kind === 'crash' ? 1 : CUT_STEP;
  const positionRank = Math.min(step * Math.max(0, position - 1), POSITION_RANK_MAX);
  const rank = placeRank(fault) + positionRank + (unstable ? UNSTABLE_RANK : 0);
  ensure(rank < 1000, `rank ${rank} of a fault spills into the next size`);
  return FAULT_COST + rank;
}

/** Cheapest first; literals of equal cost by text. */
export function byCost(a: FaultLiteral, b: FaultLiteral): number {
  const difference = costOf(a) - costOf(b);
  return difference !== 0 ? difference : a.text < b.text ? -1 : Number(a.text > b.text);
}
