/**
 * The ladder's protocols (specs/ladder) for the fake runner: the same steps, with nobody late. What
 * they are for: to see in seconds in how many runs an order of hypotheses meets a violation.
 */
import type { Bounds } from '../../src/model/bounds.ts';
import type { Goal } from '../../src/model/goal.ts';
import { broadcast, classic } from './fake-broadcast.ts';
import { threePhase, twoPhase } from './fake-commit.ts';
import { bully, tokenRing } from './fake-leaders.ts';
import { raft } from './fake-raft.ts';
import { kafka, primaryBackup } from './fake-replication.ts';
import type { Protocol } from './fake-runner.ts';

export interface Rung {
  readonly name: string;
  readonly protocol: Protocol;
  readonly bounds: Bounds;
  /** Faults of a minimal set; 0: it holds within the bounds. */
  readonly expected: number;
  readonly goals?: readonly Goal[];
}

/** At most one crash and that many omissions; `faultsMax` in all. */
export function upTo(faultsMax: number, omit: number, crash: number): Bounds {
  return { faultsMax, perKindMax: { cut: 0, refuse: 0, omit, crash } };
}

/** That each of a broadcast's nodes delivers, unless it is down. */
const DELIVERED: Goal = {
  events: ['a', 'b', 'c'].map((node) => ({
    node,
    type: 'log',
    match: '^DELIVER',
    excusedBy: [node],
  })),
  atLeast: 3,
  monotone: true,
  unconditional: true,
};

/** The client is never told that anything was sent. */
const UNTOLD: Goal = {
  events: [{ node: 'a', type: 'dies', before: '^SENT' }],
  atLeast: 1,
  monotone: true,
  unconditional: true,
};

/** The rows whose promise is kept when all have delivered. */
const GOALS: ReadonlyMap<string, readonly Goal[]> = new Map(
  ['d1-simple', 'd2-retry', 'd2-retry-omissions', 'd3-classic', 'd4-redundant', 'd5-ack'].map(
    (name) => [name, [DELIVERED, UNTOLD]],
  ),
);

/** Named as the specs of the ladder, with their bounds. */
export const FAKE_LADDER: readonly Rung[] = [
  ['d1-simple', broadcast('simple', 1, false, false), upTo(2, 2, 0), 1],
  ['d2-retry', broadcast('retry', 4, false, false), upTo(2, 1, 1), 2],
  ['d2-retry-omissions', broadcast('retry', 4, false, false), upTo(2, 2, 0), 0],
  ['d3-classic', classic('classic'), upTo(3, 3, 0), 3],
  ['d4-redundant', broadcast('redundant', 3, true, false), upTo(2, 2, 1), 0],
  ['d5-ack', broadcast('ack', 3, true, true), upTo(2, 2, 1), 0],
  ['c1-two-phase', twoPhase('two-phase', false, false), upTo(1, 0, 1), 1],
  ['c3-termination', twoPhase('termination', true, true), upTo(1, 0, 1), 1],
  ['c4-three-phase', threePhase('three-phase'), upTo(1, 0, 1), 0],
  ['c4-three-phase-crashes', threePhase('three-phase'), upTo(2, 0, 2), 2],
  ['c4-three-phase-omissions', threePhase('three-phase'), upTo(2, 2, 1), 2],
  ['k1-kafka', kafka('kafka'), upTo(3, 2, 1), 3],
  ['pb1-asynchronous', primaryBackup('asynchronous', false), upTo(3, 2, 1), 3],
  ['pb1-synchronous', primaryBackup('synchronous', true), upTo(3, 2, 1), 0],
  ['t1-token-ring', tokenRing('token-ring'), upTo(2, 1, 1), 1],
  ['b1-bully', bully('bully'), upTo(2, 2, 0), 2],
  ['r1-votes-twice', raft('votes-twice', 'votes-twice'), upTo(2, 2, 0), 2],
  ['r1-no-log-check', raft('no-log-check', 'no-log-check'), upTo(2, 2, 0), 1],
  ['r1-commits-early', raft('commits-early', 'commits-early'), upTo(2, 2, 1), 1],
].map(([name, protocol, bounds, expected]) => ({
  ...{ name, protocol, bounds, expected },
  goals: GOALS.get(name as string),
})) as Rung[];
