/** Keys as the plain object names them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { isMap, type YAMLMap } from 'yaml';
import { findPair, isMerge, keyText } from '../../src/spec/yaml-keys.ts';
import { parseSource } from '../../src/spec/yaml-source.ts';

const test = suite('yaml-keys');

const { document } = parseSource('a: 1\n5: 2\n~: 3\n', 'x.yaml');

function mapOf(text: string): YAMLMap {
  const { contents } = parseSource(text, 'x.yaml').document;
  assert.ok(isMap(contents));
  return contents as YAMLMap;
}

test('keys that are no text are named as JavaScript names them', () => {
  const map = document.contents as unknown as YAMLMap;
  assert.equal(
    map.items.map((pair) => keyText(pair.key, document)),
    ['a', '5', ''],
  );
});

test('only << without quotes merges', () => {
  const [first] = mapOf('<<: { a: 1 }').items;
  const [quoted] = mapOf('"<<": { a: 1 }').items;
  assert.ok(isMerge(first?.key));
  assert.not.ok(isMerge(quoted?.key));
});

test('an own key hides a merged one, wherever it stands', () => {
  const text = 'x: { a: 1, <<: { a: 2, b: 3 } }';
  const parsed = parseSource(text, 'x.yaml');
  const inner = findPair(parsed.document.contents as unknown as YAMLMap, 'x', parsed.document);
  const map = inner?.value as YAMLMap;
  assert.is(String(findPair(map, 'a', parsed.document)?.value), '1');
  assert.is(String(findPair(map, 'b', parsed.document)?.value), '3');
  assert.is(findPair(map, 'c', parsed.document), undefined);
  assert.equal(parsed.value, { x: { a: 1, b: 3 } });
});

test.run();
