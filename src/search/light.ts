/**
 * Ways of a run that are enough where not all faults of that run are: those of a goal that the spec
 * says is unconditional. Knows what may strike such a way that the run itself could not show.
 */

import type { Literal } from '../../solver/solver.ts';
import { isSameName } from '../faults/place.ts';
import type { Way } from '../lineage/goals.ts';
import type { Address } from '../model/address.ts';
import type { EventId, NodeName } from '../model/trace.ts';
import type { ClauseStore } from './clauses.ts';
import type { FaultLiteral } from './literals.ts';

export interface LightWay {
  /** Faults of the run that have to be there. */
  readonly given: readonly Literal[];
  /** Nodes of which any crash will do; each of those in `given` is one of theirs. */
  readonly anyCrashOf: readonly NodeName[];
  /** Whether a literal may strike it whose message that run did not have. */
  readonly mayBeHitBy: (literal: FaultLiteral) => boolean;
}

export interface LightWays {
  /** The run of these faults went these ways, by name. */
  learn(faults: readonly Literal[], ways: ReadonlyMap<string, LightWay>): void;
  /** Literals that are new. */
  enter(literals: readonly FaultLiteral[]): void;
}

/** What a node has to have sent, and done, before it may die without harm to a way. */
export interface Part {
  readonly sent: readonly {
    readonly at: EventId;
    /** By its level, where it has one. */
    readonly address: (level: Address['level']) => Address | undefined;
  }[];
  /** Its last own event that the way needs; absent: none. */
  readonly own?: EventId;
}

/**
 * Whether a node that dies there has done its part, whatever the run: all it had to send bears the
 * same name as the message that it dies at, and came before it.
 */
export function isPartDone({ sent, own }: Part, { fault }: FaultLiteral): boolean {
  if (fault.kind !== 'crash' || fault.at === undefined || sent.length === 0) {
    return false;
  }
  const { at, when } = fault;
  const last = Math.max(...sent.map((one) => one.at));
  return (
    (own === undefined || own < last) &&
    sent.every(({ address }) => {
      const one = address(at.level);
      const most = when === 'after' ? at.ordinal : at.ordinal - 1;
      return one !== undefined && isSameName(one, at) && one.ordinal <= most;
    })
  );
}

/**
 * Whether a literal may strike the way in a run that is not the one it was learnt from.
 * `occurring`: texts of faults at the messages of that run, of which it is known. `isNeeded`: the
 * way needs that the node lives for some time.
 *
 * Why: a crash, or the end of a stream, at a message that the run did not have may come at any time
 *      in another run. A single datagram that the run did not have was not needed.
 */
export function mayStrike(
  literal: FaultLiteral,
  occurring: ReadonlySet<Literal>,
  isNeeded: (node: NodeName) => boolean,
  partOf: (node: NodeName) => Part,
): boolean {
  const { fault, text } = literal;
  if (occurring.has(text) || fault.kind === 'omit') {
    return false;
  }
  return (
    fault.kind !== 'crash' || (isNeeded(fault.node) && !isPartDone(partOf(fault.node), literal))
  );
}

/** What each node has to do for that way. */
export function partsOf(
  way: Way,
  sends: readonly { readonly from: NodeName; readonly part: Part['sent'][number] }[],
): (node: NodeName) => Part {
  return (node) => {
    const own = way.events.flatMap((index, place) =>
      way.goal.events[index]?.node === node ? [way.reached[place]?.event ?? -1] : [],
    );
    const sent = sends.filter(({ from }) => from === node).map(({ part }) => part);
    return { sent, ...(own.length > 0 && { own: Math.max(...own) }) };
  };
}

/** A lightened way, and what any crash of the same node in place of its own makes of it. */
interface Known {
  readonly faults: readonly Literal[];
  readonly name: string;
  readonly way: LightWay;
}

/** Tells the store of such ways, and of literals as they come. */
export function createLightWays(
  store: ClauseStore,
  universe: ReadonlyMap<Literal, FaultLiteral>,
): LightWays {
  const known: Known[] = [];
  const tell = ({ faults, name, way }: Known, literals: Iterable<FaultLiteral>): void => {
    const [node, ...others] = way.anyCrashOf;
    for (const literal of literals) {
      const { fault, text } = literal;
      if (way.mayBeHitBy(literal)) {
        store.widenLight(faults, name, [text]);
      }
      if (fault.kind === 'crash' && fault.node === node && others.length === 0) {
        const rest = way.given.filter((one) => !isCrashOf(universe.get(one), node));
        store.lighten(faults, name, [...rest, text]);
      }
    }
  };
  return {
    learn(faults, ways) {
      for (const [name, way] of ways) {
        store.lighten(faults, name, way.given);
        const one = { faults, name, way };
        known.push(one);
        tell(one, universe.values());
      }
    },
    enter(literals) {
      for (const one of known) {
        tell(one, literals);
      }
    },
  };
}

function isCrashOf(literal: FaultLiteral | undefined, node: NodeName): boolean {
  return literal?.fault.kind === 'crash' && literal.fault.node === node;
}
