/** Keys of YAML mappings, merge keys among them, seen as the plain object they become. */
import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';

/** The node itself, or what the alias stands for. */
export function behind(node: unknown, document: Document.Parsed): Node | undefined {
  return isAlias(node) ? node.resolve(document) : ((node ?? undefined) as Node | undefined);
}

/**
 * The name that a plain object gives to the key; `?` for a key that is no scalar, which no spec may
 * have.
 */
export function keyText(key: unknown, document: Document.Parsed): string {
  const node = behind(key, document);
  if (!isScalar(node)) {
    return '?';
  }
  if (isMerge(node)) {
    return '<<';
  }
  return node.value === null ? '' : String(node.value);
}

/** The key `<<` without quotes. */
export function isMerge(key: unknown): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<';
}

/** Nodes whose keys are merged into `map`, the first that holds a key wins. */
export function mergeSources(map: YAMLMap, document: Document.Parsed): readonly unknown[] {
  return map.items
    .filter((pair) => isMerge(pair.key))
    .flatMap((pair) => {
      const value = behind(pair.value, document);
      return isSeq(value) ? value.items.map((item) => behind(item, document)) : [value];
    });
}

/** The pair that gives `map` its value for `name`, merged pairs included. */
export function findPair(
  map: YAMLMap,
  name: string,
  document: Document.Parsed,
): YAMLMap['items'][number] | undefined {
  const own = map.items.find((pair) => !isMerge(pair.key) && keyText(pair.key, document) === name);
  if (own !== undefined) {
    return own;
  }
  for (const source of mergeSources(map, document)) {
    const pair = isMap(source) ? findPair(source, name, document) : undefined;
    if (pair !== undefined) {
      return pair;
    }
  }
  return undefined;
}
