/**
 * What would touch a run's support. Faults at messages and nodes are told by their texts, all of
 * which a run can list; partitions and delays until an event that only another run has can't be
 * listed, so each that becomes a literal is held against the runs that were before it.
 */
import { addressText } from '../faults/address-text.ts';
import type { Naming } from '../faults/naming.ts';
import { faultText } from '../faults/text.ts';
import type { Support } from '../lineage/support.ts';
import { isLocal, isStream } from '../model/channel.ts';
import type { HuntedFault, HuntedKind, PartitionFault } from '../model/fault.ts';
import type { EventId, NodeName, Trace } from '../model/trace.ts';
import { missedBy } from './late.ts';
import { hitsOf, type Reach } from './literals.ts';
import { isAcross } from './partitions.ts';

export interface Touched {
  /** Texts of the faults that would touch it, as far as they can be listed. */
  readonly texts: ReadonlySet<string>;
  /** Such a fault would, of those that can't be listed (isUnlisted). Keeps no trace. */
  readonly isTouchedBy: (fault: HuntedFault) => boolean;
}

export interface TouchOptions {
  readonly naming: Naming;
  readonly kinds: ReadonlySet<HuntedKind>;
  readonly reach: Reach;
  /** Nodes that were down for a time. */
  readonly returning: ReadonlySet<NodeName>;
  /** Messages of the run were held back: one is on its way until it is read. */
  readonly hasLate: boolean;
  /**
   * Things outside the support may happen at any time, in a run under more faults: when a partition
   * begins is known only if it begins in the support.
   */
  readonly isLoose: boolean;
}

/** It can't be listed what other runs offer of it. */
export function isUnlisted(fault: HuntedFault): boolean {
  return fault.kind === 'partition' || (fault.kind === 'delay' && fault.hold.until !== 'heal');
}

const keyOf = (from: NodeName, to: NodeName): string => `${from}→${to}`;

/** When each message of the run was sent, by all its names. */
function momentsIn(
  trace: Trace,
  support: Support,
  { naming, isLoose }: TouchOptions,
): ReadonlyMap<string, EventId> {
  const moments = new Map<string, EventId>();
  const { sent } = trace.messages.columns;
  for (const [id, { all }] of naming.namesIn(trace)) {
    const at = sent[id] ?? 0;
    if (!isLoose || support.past.includes(at)) {
      for (const address of all) {
        moments.set(addressText(address), at);
      }
    }
  }
  return moments;
}

/**
 * A partition touches what is sent across after it has begun, and is read; and what was sent before
 * and held back, for it is lost on its way. A stream tells its ends of more than messages: that the
 * other end is there no longer; so it is touched in any case.
 */
function partedIn(
  trace: Trace,
  support: Support,
  options: TouchOptions,
): (fault: PartitionFault) => boolean {
  const moments = momentsIn(trace, support, options);
  const last = new Map<string, { from: NodeName; to: NodeName; until: EventId }>();
  const note = (from: NodeName, to: NodeName, until: EventId): void => {
    const known = last.get(keyOf(from, to));
    if (known === undefined || known.until < until) {
      last.set(keyOf(from, to), { from, to, until });
    }
  };
  for (const id of support.messages) {
    const message = trace.messages.at(id);
    if (message !== undefined && (message.kind === 'connect' || !isLocal(message.kind))) {
      const { from, to, sent, received } = message;
      note(from, to, options.hasLate ? Math.max(sent, ...received) : sent);
    }
  }
  for (const { kind, client, server } of trace.channels) {
    if (isStream(kind) && !isLocal(kind)) {
      note(client, server, Number.POSITIVE_INFINITY);
    }
  }
  const links = [...last.values()];
  return ({ sides, from = [] }) => {
    const began = from.map((event) =>
      'at' in event ? moments.get(addressText(event.at)) : Number.NEGATIVE_INFINITY,
    );
    if (!options.isLoose && began.includes(undefined)) {
      return false;
    }
    const start = Math.max(...began.map((at) => at ?? Number.NEGATIVE_INFINITY));
    return links.some((link) => link.until > start && isAcross(sides, link.from, link.to));
  };
}

/** All faults of the enabled kinds that would touch the support. */
export function touchedIn(trace: Trace, support: Support, options: TouchOptions): Touched {
  const { naming, kinds, reach, returning } = options;
  const isLate = kinds.has('delay');
  const late = isLate ? [...support.messages, ...missedBy(trace, returning)] : [];
  const texts = hitsOf(trace, support, naming, reach, late);
  const delays = new Set(isLate ? [...texts].filter((text) => text.includes(': delay')) : []);
  const isParted = kinds.has('partition') ? partedIn(trace, support, options) : () => true;
  return {
    texts,
    isTouchedBy: (fault) => {
      switch (fault.kind) {
        case 'delay':
          return delays.has(faultText({ ...fault, hold: { until: 'heal' } }));
        case 'partition':
          return isParted(fault);
        default:
          return false;
      }
    },
  };
}
