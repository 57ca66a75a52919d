/**
 * How many fault sets there are within the bounds: exact counts in closed form, nothing is
 * enumerated. Two literals of one exclusion never stand in one set; the empty set is not counted.
 */
import { type Bounds, mostOf } from '../model/bounds.ts';
import { HUNTED_KINDS, type HuntedKind } from '../model/fault.ts';
import type { FaultLiteral } from './literals.ts';

/** By exclusion, how many literals of each kind it has. */
type Exclusions = ReadonlyMap<string, ReadonlyMap<HuntedKind, number>>;

function exclusionsOf(literals: readonly FaultLiteral[]): Exclusions {
  const groups = new Map<string, Map<HuntedKind, number>>();
  for (const { fault, exclusion } of literals) {
    const sizes = groups.get(exclusion) ?? new Map<HuntedKind, number>();
    sizes.set(fault.kind, (sizes.get(fault.kind) ?? 0) + 1);
    groups.set(exclusion, sizes);
  }
  return groups;
}

/** Coefficient n: ways to choose n of the groups and one member of each. */
function choices(sizes: Iterable<number>, max: number): readonly number[] {
  const ways = [1, ...Array.from({ length: max }, () => 0)];
  for (const size of sizes) {
    for (let n = max; n > 0; n -= 1) {
      ways[n] = (ways[n] ?? 0) + (ways[n - 1] ?? 0) * size;
    }
  }
  return ways;
}

function product(a: readonly number[], b: readonly number[], max: number): readonly number[] {
  return Array.from({ length: max + 1 }, (_, n) => {
    let sum = 0;
    for (let i = 0; i <= n; i += 1) {
      sum += (a[i] ?? 0) * (b[n - i] ?? 0);
    }
    return sum;
  });
}

/** Ways to choose members of groups of several kinds, by how many of each kind were chosen. */
interface Mixture {
  readonly counts: readonly number[];
  readonly ways: number;
}

/**
 * Each way to choose from groups that have members of several kinds, at most `room` in all.
 * Shape: counts as `kinds` are.
 */
function mixturesOf(
  groups: readonly ReadonlyMap<HuntedKind, number>[],
  kinds: readonly HuntedKind[],
  room: number,
): readonly Mixture[] {
  const base = room + 1;
  // Counts as the digits of a number; digits never carry, as no sum goes beyond the room.
  const steps = kinds.map((_, place) => base ** place);
  const ways: number[] = Array.from({ length: base ** kinds.length }, () => 0);
  ways[0] = 1;
  const digits = ways.map((_, code) => steps.map((step) => Math.floor(code / step) % base));
  const full = digits.map((counts) => counts.reduce((sum, n) => sum + n, 0) >= room);
  for (const group of groups) {
    for (let code = ways.length - 1; code >= 0; code -= 1) {
      const before = full[code] === true ? 0 : (ways[code] ?? 0);
      for (const [place, kind] of before === 0 ? [] : kinds.entries()) {
        const next = code + (steps[place] ?? 0);
        ways[next] = (ways[next] ?? 0) + before * (group.get(kind) ?? 0);
      }
    }
  }
  return ways.flatMap((many, code) =>
    many === 0 ? [] : { counts: digits[code] ?? [], ways: many },
  );
}

/** Ways to choose at most so many of each kind, and `room` in all, by groups of one kind each. */
function countPure(
  sizes: ReadonlyMap<HuntedKind, readonly number[]>,
  left: (kind: HuntedKind) => number,
  room: number,
): number {
  let ways: readonly number[] = [1];
  for (const [kind, own] of sizes) {
    ways = product(ways, choices(own, Math.min(left(kind), room)), room);
  }
  return ways.reduce((sum, n) => sum + n, 0);
}

/** Sets within the bounds that hold all of `core`, the core itself included. */
function countAbove(all: Exclusions, bounds: Bounds, core: readonly FaultLiteral[]): number {
  const room = bounds.faultsMax - core.length;
  const taken = new Set(core.map(({ exclusion }) => exclusion));
  const left = new Map(
    HUNTED_KINDS.map((kind) => [
      kind,
      mostOf(bounds, kind) - core.filter(({ fault }) => fault.kind === kind).length,
    ]),
  );
  if (room < 0 || taken.size < core.length || [...left.values()].some((most) => most < 0)) {
    return 0;
  }
  const pure = new Map<HuntedKind, number[]>(HUNTED_KINDS.map((kind) => [kind, []]));
  const mixed: ReadonlyMap<HuntedKind, number>[] = [];
  for (const [exclusion, group] of all) {
    const [[kind, size] = ['cut', 0] as const] = group;
    if (!taken.has(exclusion)) {
      if (group.size === 1) {
        pure.get(kind)?.push(size);
      } else {
        mixed.push(group);
      }
    }
  }
  const kinds = HUNTED_KINDS.filter((kind) => mixed.some((group) => group.has(kind)));
  let total = 0;
  for (const { counts, ways } of mixturesOf(mixed, kinds, room)) {
    const used = (kind: HuntedKind): number => counts[kinds.indexOf(kind)] ?? 0;
    const most = (kind: HuntedKind): number => (left.get(kind) ?? 0) - used(kind);
    if (kinds.every((kind) => most(kind) >= 0)) {
      total += ways * countPure(pure, most, room - counts.reduce((sum, n) => sum + n, 0));
    }
  }
  return total;
}

/** All fault sets within the bounds over these literals. */
export function countFaultSets(literals: readonly FaultLiteral[], bounds: Bounds): number {
  return countAbove(exclusionsOf(literals), bounds, []) - 1;
}

/** Whether a set keeps the bounds and holds no two literals of one exclusion. */
export function fits(literals: readonly FaultLiteral[], bounds: Bounds): boolean {
  return countAbove(exclusionsOf(literals), bounds, literals) === 1;
}

function isWithin(a: readonly FaultLiteral[], b: readonly FaultLiteral[]): boolean {
  return a.every((one) => b.some((other) => other.text === one.text));
}

/**
 * Fault sets within the bounds that hold at least one of the cores as a subset, by inclusion and
 * exclusion.
 * Cost: one count for each choice of cores whose union still fits the bounds.
 */
export function countContaining(
  literals: readonly FaultLiteral[],
  bounds: Bounds,
  cores: readonly (readonly FaultLiteral[])[],
): number {
  const minimal = cores.filter(
    (core, index) =>
      !cores.some(
        (other, place) =>
          place !== index && isWithin(other, core) && (!isWithin(core, other) || place < index),
      ),
  );
  const all = exclusionsOf(literals);
  let total = 0;
  const open = minimal.map((core, index) => ({ union: core, next: index + 1, sign: 1 }));
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const { union, next, sign } = one;
    const count = countAbove(all, bounds, union);
    if (count === 0) {
      continue;
    }
    total += sign * count;
    for (let index = next; index < minimal.length; index += 1) {
      const added = (minimal[index] ?? []).filter((literal) => !isWithin([literal], union));
      open.push({ union: [...union, ...added], next: index + 1, sign: -sign });
    }
  }
  return total;
}
