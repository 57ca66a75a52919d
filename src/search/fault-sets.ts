/**
 * How many fault sets there are within the bounds: exact counts in closed form, nothing is
 * enumerated. Two literals of one exclusion never stand in one set; the empty set is not counted.
 */
import type { Bounds } from '../model/bounds.ts';
import { HUNTED_KINDS, type HuntedKind } from '../model/fault.ts';
import type { FaultLiteral } from './literals.ts';

/** For each kind, the sizes of its exclusions. */
type Exclusions = ReadonlyMap<HuntedKind, ReadonlyMap<string, number>>;

function exclusionsOf(literals: readonly FaultLiteral[]): Exclusions {
  const byKind = new Map<HuntedKind, Map<string, number>>();
  for (const { fault, exclusion } of literals) {
    const sizes = byKind.get(fault.kind) ?? new Map<string, number>();
    sizes.set(exclusion, (sizes.get(exclusion) ?? 0) + 1);
    byKind.set(fault.kind, sizes);
  }
  return byKind;
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

/** Sets within the bounds that hold all of `core`, the core itself included. */
function countAbove(all: Exclusions, bounds: Bounds, core: readonly FaultLiteral[]): number {
  const room = bounds.faultsMax - core.length;
  const taken = new Set(core.map(({ fault, exclusion }) => `${fault.kind} ${exclusion}`));
  if (room < 0 || taken.size < core.length) {
    return 0;
  }
  let ways: readonly number[] = [1];
  for (const kind of HUNTED_KINDS) {
    const held = core.filter(({ fault }) => fault.kind === kind).length;
    const left = bounds.perKindMax[kind] - held;
    if (left < 0) {
      return 0;
    }
    const sizes = [...(all.get(kind) ?? [])]
      .filter(([exclusion]) => !taken.has(`${kind} ${exclusion}`))
      .map(([, size]) => size);
    ways = product(ways, choices(sizes, Math.min(left, room)), room);
  }
  return ways.reduce((sum, n) => sum + n, 0);
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
