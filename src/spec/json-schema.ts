/** JSON Schema of the YAML form, for editors. */
import { z } from 'zod';
import { specForm } from './schema.ts';

/**
 * Draft-7 schema of what may stand in a spec file. It accepts all that `loadSpec` accepts, and
 * somewhat more.
 */
export function specJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(specForm, { target: 'draft-7', io: 'input' }) };
}
