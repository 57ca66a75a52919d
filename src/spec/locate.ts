/** From a path in the plain value back to the text it came from. */
import { isMap, isSeq } from 'yaml';
import type { Path } from './problem.ts';
import { behind, findPair } from './yaml-keys.ts';
import { type Source, writtenText } from './yaml-source.ts';

interface Spot {
  readonly key?: unknown;
  readonly value: unknown;
}

/**
 * Offset of the key or of the value at `path`. What is absent stands where the nearest thing around
 * it has its name: a missing `nodes.a.command` at the key `a`.
 */
export function offsetOf(source: Source, path: Path, part: 'key' | 'value'): number {
  let nearest = start(source.document.contents) ?? 0;
  let spot: Spot | undefined = { value: source.document.contents };
  for (const [index, step] of path.entries()) {
    spot = stepInto(source, spot.value, step);
    if (spot === undefined) {
      return nearest;
    }
    const wanted = index === path.length - 1 ? part : 'key';
    const [preferred, other] = wanted === 'key' ? [spot.key, spot.value] : [spot.value, spot.key];
    nearest = start(preferred) ?? start(other) ?? nearest;
  }
  return nearest;
}

/** The scalar at `path` as it is written in the file; `undefined` if there is none. */
export function textAt(source: Source, path: Path): string | undefined {
  let spot: Spot | undefined = { value: source.document.contents };
  for (const step of path) {
    spot = spot && stepInto(source, spot.value, step);
  }
  return writtenText(behind(spot?.value, source.document));
}

function stepInto(source: Source, from: unknown, step: string | number): Spot | undefined {
  const node = behind(from, source.document);
  if (isMap(node)) {
    return findPair(node, String(step), source.document);
  }
  const item = isSeq(node) ? node.items[Number(step)] : undefined;
  return item === undefined ? undefined : { value: item };
}

function start(node: unknown): number | undefined {
  return (node as { range?: readonly number[] | null } | null | undefined)?.range?.[0];
}
