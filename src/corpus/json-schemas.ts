/** JSON Schemas of what ldfi reads and writes as files, for editors and for other programs. */
import * as z from 'zod';
import { specJsonSchema } from '../spec/json-schema.ts';
import { faultFileShape, faultShape } from './fault-shape.ts';
import { findingShape } from './finding-codec.ts';
import { certificateShape } from './results.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

const schemaOf = (shape: z.ZodType): JsonSchema => ({
  ...z.toJSONSchema(shape, { target: 'draft-7', io: 'input', reused: 'ref' }),
});

/** What `finding.json` holds: the faults as lines, which are read, and the same as data. */
const wholeFinding = z
  .object({
    version: z.literal(1),
    ...findingShape.shape,
    faultsData: z.array(faultShape).optional(),
    foundAsData: z.array(faultShape).optional(),
  })
  .describe('A violation that was confirmed, with the smallest fault set that still causes it.');

/** By file name, as they stand in docs/schema. */
export function jsonSchemas(): Readonly<Record<string, JsonSchema>> {
  return {
    'certificate.schema.json': schemaOf(certificateShape),
    'faults.schema.json': schemaOf(faultFileShape),
    'finding.schema.json': schemaOf(wholeFinding),
    'spec.schema.json': specJsonSchema(),
  };
}

/** The text of such a file. */
export function schemaText(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
