/**
 * Chooses by which address a message is named, from what fault-free runs have in common (DESIGN
 * §6). It measures stability; it does not judge what a message is good for.
 */
import { ADDRESS_LEVELS, type Address, type AddressLevel } from '../model/address.ts';
import { isDatagram } from '../model/channel.ts';
import type { Message, MessageId, Trace } from '../model/trace.ts';
import { addressLadders } from './addresses.ts';
import { byMask, learnMaskNames, type MaskNames } from './masks.ts';
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
  readonly ladder: AddressLadder;
  /** All addresses by which a run may have named a message that is this one here. */
  readonly all: readonly Address[];
}

export interface Naming {
  /** The names of the workload messages of a trace, in its order. Worked out once a trace. */
  namesIn(trace: Trace): ReadonlyMap<MessageId, MessageName>;
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
 *         `label`, not stable. What no framer knows is named by mask where label does not agree.
 * Why:    `exact` is taken only where it tells messages apart that share a label (`SET k1` with two
 *         values: their order may change, their digests do not). With one payload for each label it
 *         would say no more than `label`, in a longer text that breaks on the first change of a
 *         payload. `channel` likewise, where baselines have the same label and ordinal on other
 *         channels: there the label names now this message and now that. Elsewhere it says no more,
 *         and a fault before the message changes it, for that comes by a new connection then.
 *         `context` never says more: what a node has received only grows, so baselines that have
 *         the same contexts have them in the same order, and each goes with the same ordinal.
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
  const masks = learnMaskNames(baselines);
  const known = new WeakMap<Trace, ReadonlyMap<MessageId, MessageName>>();
  return {
    namesIn(trace) {
      const names = known.get(trace) ?? namesOf(trace, classes, masks);
      known.set(trace, names);
      return names;
    },
  };
}

function namesOf(
  trace: Trace,
  classes: ReadonlyMap<string, ClassNaming>,
  masks: MaskNames,
): ReadonlyMap<MessageId, MessageName> {
  const names = new Map<MessageId, MessageName>();
  const masked = byMask(trace, masks);
  for (const [id, ladder] of addressLadders(trace)) {
    const message = trace.messages.at(id);
    if (message === undefined) {
      continue;
    }
    const learnt = classes.get(classKey(message));
    const { level, stable } = learnt ?? UNSTABLE;
    const mask = level === 'class' || level === 'order' ? masked.get(id) : undefined;
    const address = mask?.name ?? ladder[level];
    const levels = NAMED_LEVELS.includes(level) ? NAMED_LEVELS : [...NAMED_LEVELS, level];
    const all = [...levels.map((one) => ladder[one]), ...(mask?.all ?? [])];
    names.set(id, { address, stable, known: learnt !== undefined, ladder, all });
  }
  return names;
}

function learnClass(message: Named, seen: readonly Seen[]): ClassNaming {
  if (!seen.every((one) => one.has(levelKey(message, 'label')))) {
    return UNSTABLE;
  }
  for (const level of NAMED_LEVELS) {
    const key = level === 'order' ? pairKey(message) : levelKey(message, level);
    if (agree(seen, key) && !(level === 'exact' && isLabelEnough(seen[0], message))) {
      return { level: level === 'label' ? labelOrChannel(message, seen) : level, stable: true };
    }
  }
  return UNSTABLE;
}

/** Where labels agree: does one of them name messages of several channels? */
function labelOrChannel(message: Named, seen: readonly Seen[]): AddressLevel {
  const isTelling =
    !isDatagram(message.kind) &&
    agree(seen, levelKey(message, 'channel')) &&
    !agree(seen, channelsKey(message));
  return isTelling ? 'channel' : 'label';
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
  const add = (key: string, address: string): void => {
    const addresses = seen.get(key) ?? new Set();
    addresses.add(address);
    seen.set(key, addresses);
  };
  for (const message of trace.messages) {
    const ladder = ladders.get(message.id);
    if (ladder !== undefined) {
      const name = (level: AddressLevel): string => nameKey(ladder[level]);
      for (const level of ADDRESS_LEVELS) {
        add(levelKey(message, level), name(level));
      }
      add(channelsKey(message), [name('channel'), name('label')].join('\0'));
      add(pairKey(message), name('order'));
    }
  }
  return seen;
}

function nameKey({ ordinal, digest, label }: Address): string {
  return [ordinal, digest, label].join('\0');
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

/** Which labels go with which channels. */
function channelsKey(message: Named): string {
  return [levelKey(message, 'label'), 'channel'].join('\0');
}
