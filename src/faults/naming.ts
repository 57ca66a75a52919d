/**
 * Chooses by which address a message is named, from what fault-free runs have in common (DESIGN
 * §6). It measures stability; it does not judge what a message is good for.
 */
import { ADDRESS_LEVELS, type Address, type AddressLevel } from '../model/address.ts';
import type { Message, Trace } from '../model/trace.ts';
import { addressLadders } from './addresses.ts';
import type { AddressLadder } from './ordinals.ts';
import { NAMED_LEVELS } from './supported.ts';

/** What of a message its naming depends on. */
export type Named = Pick<Message, 'from' | 'to' | 'kind' | 'labelClass'>;

export interface MessageName {
  readonly address: Address;
  /** All baselines agree on the addresses of this class, so this address should be met again. */
  readonly stable: boolean;
  /**
   * Some baseline has messages of this class. Else it exists only under faults, and `stable` is
   * false.
   */
  readonly known: boolean;
}

export interface Naming {
  nameOf(ladder: AddressLadder, message: Named): MessageName;
}

interface ClassNaming {
  readonly level: AddressLevel;
  readonly stable: boolean;
}

/**
 * Addresses seen in one baseline, as keys: of each class at each level, and of each pair at level
 * `order`.
 */
type Seen = ReadonlyMap<string, ReadonlySet<string>>;

const UNSTABLE: ClassNaming = { level: 'label', stable: false };

/**
 * Learns for each (from, to, kind, class) the finest level at which all baselines have the same
 * addresses.
 *
 * Shape:  level `order` is compared over all messages of that kind from→to, the other levels over
 *         the class. A class that is missing in a baseline agrees at no level. No agreement: level
 *         `label`, not stable.
 * Why:    `exact` is taken only where it tells messages apart that share a label (`SET k1` with two
 *         values: their order may change, their digests do not). With one payload for each label it
 *         would say no more than `label`, in a longer text that breaks on the first change of a
 *         payload.
 */
export function learnNaming(baselines: readonly Trace[]): Naming {
  const seen = baselines.map(seenIn);
  const classes = new Map<string, ClassNaming>();
  for (const trace of baselines) {
    for (const message of trace.messages) {
      if (message.phase === 'workload' && !classes.has(classKey(message))) {
        classes.set(classKey(message), learnClass(message, seen));
      }
    }
  }
  return {
    nameOf(ladder, message) {
      const learnt = classes.get(classKey(message));
      const { level, stable } = learnt ?? UNSTABLE;
      return { address: ladder[level], stable, known: learnt !== undefined };
    },
  };
}

function learnClass(message: Named, seen: readonly Seen[]): ClassNaming {
  if (!seen.every((one) => one.has(levelKey(message, 'label')))) {
    return UNSTABLE;
  }
  for (const level of NAMED_LEVELS) {
    const key = level === 'order' ? pairKey(message) : levelKey(message, level);
    if (agree(seen, key) && !(level === 'exact' && isLabelEnough(seen[0], message))) {
      return { level, stable: true };
    }
  }
  return UNSTABLE;
}

function agree(seen: readonly Seen[], key: string): boolean {
  const first = seen[0]?.get(key) ?? new Set();
  return seen.every((one) => {
    const addresses = one.get(key) ?? new Set();
    return addresses.size === first.size && [...addresses].every((address) => first.has(address));
  });
}

/**
 * No label of the class has two digests: then there are as many (label, digest) pairs as labels.
 * Each of them has exactly one address with ordinal 1.
 */
function isLabelEnough(seen: Seen | undefined, message: Named): boolean {
  const firsts = (level: AddressLevel): number =>
    [...(seen?.get(levelKey(message, level)) ?? [])].filter((key) => key.startsWith('1\0')).length;
  return firsts('exact') === firsts('label');
}

function seenIn(trace: Trace): Seen {
  const ladders = addressLadders(trace);
  const seen = new Map<string, Set<string>>();
  const add = (key: string, { ordinal, label, digest }: Address): void => {
    const addresses = seen.get(key) ?? new Set();
    addresses.add([ordinal, digest, label].join('\0'));
    seen.set(key, addresses);
  };
  for (const message of trace.messages) {
    const ladder = ladders.get(message.id);
    if (ladder !== undefined) {
      for (const level of ADDRESS_LEVELS) {
        add(levelKey(message, level), ladder[level]);
      }
      add(pairKey(message), ladder.order);
    }
  }
  return seen;
}

function pairKey({ from, to, kind }: Named): string {
  return [from, to, kind].join('\0');
}

function classKey(message: Named): string {
  return [pairKey(message), message.labelClass].join('\0');
}

function levelKey(message: Named, level: AddressLevel): string {
  return [classKey(message), level].join('\0');
}
