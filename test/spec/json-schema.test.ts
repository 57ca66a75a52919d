/** JSON Schema of the YAML form. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { specJsonSchema } from '../../src/spec/json-schema.ts';

const test = suite('json-schema');

interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
}

const schema = specJsonSchema() as unknown as Schema & { readonly $schema: string };

function* mappings(at: Schema, path: string): Generator<readonly [string, Schema]> {
  if (at.properties !== undefined) {
    yield [path, at];
  }
  for (const [key, inner] of Object.entries(at.properties ?? {})) {
    yield* mappings(inner, `${path}.${key}`);
  }
  if (typeof at.additionalProperties === 'object') {
    yield* mappings(at.additionalProperties, `${path}.*`);
  }
  for (const inner of [...(at.anyOf ?? []), ...(at.items === undefined ? [] : [at.items])]) {
    yield* mappings(inner, `${path}[]`);
  }
}

test('it is draft 7, and plain data', () => {
  assert.is(schema.$schema, 'http://json-schema.org/draft-07/schema#');
  assert.equal(JSON.parse(JSON.stringify(schema)), schema);
});

test('what has no default is required', () => {
  assert.equal(schema.required, ['version', 'name', 'nodes', 'workload']);
  const node = schema.properties?.['nodes']?.additionalProperties as Schema;
  assert.equal(node.required, ['command']);
  assert.equal(schema.properties?.['workload']?.required, ['command']);
});

test('every mapping refuses unknown keys, but for those that begin with x-', () => {
  const all = [...mappings(schema, '')];
  assert.ok(all.length >= 9, 'all mappings were found');
  for (const [path, mapping] of all) {
    assert.is(mapping.additionalProperties, false, path);
    assert.equal(mapping.patternProperties, { '^x-': {} }, path);
  }
});

test('every key is described', () => {
  for (const [path, mapping] of mappings(schema, '')) {
    for (const [key, inner] of Object.entries(mapping.properties ?? {})) {
      assert.type(inner.description, 'string', `${path}.${key}`);
    }
  }
});

test('durations name their units', () => {
  for (const [path, mapping] of mappings(schema, '')) {
    for (const key of ['timeout', 'settle']) {
      const description = mapping.properties?.[key]?.description;
      assert.ok(description === undefined || /milliseconds/.test(description), `${path}.${key}`);
    }
  }
});

test('defaults are shown in the form in which they are written', () => {
  assert.is(schema.properties?.['settle']?.default, '2s');
  assert.is(schema.properties?.['workload']?.properties?.['timeout']?.default, '30s');
  assert.is(
    schema.properties?.['faults']?.properties?.['bounds']?.properties?.['cuts']?.default,
    1,
  );
});

test.run();
