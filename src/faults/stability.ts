/**
 * How well each level of address holds across fault-free runs: measured, for a person to look at.
 * What is made of it for naming is naming.ts's.
 */
import { ADDRESS_LEVELS, type AddressLevel } from '../model/address.ts';
import type { MessageKind } from '../model/channel.ts';
import type { NodeName, Trace } from '../model/trace.ts';
import { addressText } from './address-text.ts';
import { learnNaming } from './naming.ts';
import { isByMask } from './signal.ts';

/** Messages of one class from one node to another, over all runs. */
export interface ClassStability {
  readonly from: NodeName;
  readonly to: NodeName;
  readonly kind: MessageKind;
  readonly labelClass: string;
  /** Least and most of them in one run. */
  readonly fewest: number;
  readonly most: number;
  /** Of all addresses that its messages had in any run, the share that they had in every run. */
  readonly agreement: Readonly<Record<AddressLevel, number>>;
  /** The level by which they are named; `mask` if some of them are named by mask. */
  readonly named: AddressLevel | 'mask';
  /** Met alike in all runs at that level. */
  readonly stable: boolean;
}

interface Tally {
  readonly example: Pick<ClassStability, 'from' | 'to' | 'kind' | 'labelClass'>;
  named: ClassStability['named'];
  readonly stable: boolean;
  readonly counts: number[];
  /** By level: in how many runs an address was met. */
  readonly met: Readonly<Record<AddressLevel, Map<string, number>>>;
}

/** One entry a class, in the order in which they are first met. */
export function measureStability(traces: readonly Trace[]): readonly ClassStability[] {
  const naming = learnNaming(traces);
  const tallies = new Map<string, Tally>();
  for (const [run, trace] of traces.entries()) {
    const names = naming.namesIn(trace);
    const seen = new Set<string>();
    for (const message of trace.messages) {
      const name = names.get(message.id);
      if (name === undefined) {
        continue;
      }
      const { from, to, kind, labelClass } = message;
      const key = [from, to, kind, labelClass].join('\0');
      const { address, stable, ladder } = name;
      const named = isByMask(address) ? 'mask' : address.level;
      const tally = tallies.get(key) ?? emptyTally({ from, to, kind, labelClass }, named, stable);
      tallies.set(key, tally);
      tally.named = named === 'mask' ? named : tally.named;
      tally.counts[run] = (tally.counts[run] ?? 0) + 1;
      for (const level of ADDRESS_LEVELS) {
        const text = addressText(ladder[level]);
        const met = tally.met[level];
        if (!seen.has(`${level} ${key} ${text}`)) {
          seen.add(`${level} ${key} ${text}`);
          met.set(text, (met.get(text) ?? 0) + 1);
        }
      }
    }
  }
  return [...tallies.values()].map((tally) => stabilityOf(tally, traces.length));
}

function emptyTally(example: Tally['example'], named: Tally['named'], stable: boolean): Tally {
  const met = Object.fromEntries(ADDRESS_LEVELS.map((level) => [level, new Map()]));
  return { example, named, stable, counts: [], met: met as Tally['met'] };
}

function stabilityOf({ example, named, stable, counts, met }: Tally, runs: number): ClassStability {
  const all = Array.from({ length: runs }, (_, run) => counts[run] ?? 0);
  const agreement = Object.fromEntries(
    ADDRESS_LEVELS.map((level) => {
      const times = [...met[level].values()];
      return [level, times.filter((count) => count === runs).length / times.length];
    }),
  );
  return {
    ...example,
    fewest: Math.min(...all),
    most: Math.max(...all),
    agreement: agreement as ClassStability['agreement'],
    named,
    stable,
  };
}
