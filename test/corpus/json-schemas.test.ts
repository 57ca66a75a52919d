/** The published JSON Schemas say what is read and written. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import * as z from 'zod';
import { faultShape } from '../../src/corpus/fault-shape.ts';
import { encodeFinding, findingData } from '../../src/corpus/finding-codec.ts';
import { jsonSchemas, schemaText } from '../../src/corpus/json-schemas.ts';
import { anyFault } from '../faults/any-fault.ts';
import { anyFinding } from '../helpers/findings.ts';
import { ROOT } from '../helpers/root.ts';

const test = suite('corpus/json-schemas');

const published = (name: string): string =>
  readFileSync(join(ROOT, 'docs', 'schema', name), 'utf8');

/** By the published file, not by the form that it was made of. */
const validatorOf = (name: string): z.ZodType => z.fromJSONSchema(JSON.parse(published(name)));

const findings = readdirSync(join(ROOT, 'corpus'), { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('finding.json'),
);

for (const [name, schema] of Object.entries(jsonSchemas())) {
  test(`${name} is up to date: else run npm run schemas`, () => {
    assert.is(published(name), schemaText(schema));
  });
}

test('nothing else is published', () => {
  const there = readdirSync(join(ROOT, 'docs', 'schema')).toSorted();
  assert.equal(there, Object.keys(jsonSchemas()).toSorted());
});

test('it accepts every finding that is shipped', () => {
  const finding = validatorOf('finding.schema.json');
  assert.ok(findings.length >= 2);
  for (const path of findings) {
    finding.parse(JSON.parse(readFileSync(join(ROOT, 'corpus', path), 'utf8')));
  }
});

test('it refuses a finding without faults, or with one that there is not', () => {
  const [path = ''] = findings;
  const data = JSON.parse(readFileSync(join(ROOT, 'corpus', path), 'utf8'));
  const finding = validatorOf('finding.schema.json');
  for (const change of [{ faults: [] }, { faultsData: [{ kind: 'melt' }] }, { version: 2 }]) {
    assert.not.ok(finding.safeParse({ ...data, ...change }).success, JSON.stringify(change));
  }
});

test('property: it accepts all that is written', () => {
  const finding = validatorOf('finding.schema.json');
  fc.assert(
    fc.property(anyFinding, (one) => {
      const specFile = { relative: '../spec.yaml' };
      finding.parse(JSON.parse(encodeFinding({ finding: one, specFile })));
      finding.parse({ ...JSON.parse(JSON.stringify(findingData(one))), specFile });
    }),
  );
});

test('property: every fault of the language has its data form', () => {
  fc.assert(
    fc.property(anyFault, (fault) => {
      assert.equal(faultShape.parse(JSON.parse(JSON.stringify(fault))), fault);
    }),
  );
});

test.run();
