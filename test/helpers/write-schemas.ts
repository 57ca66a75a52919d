/** `npm run schemas`: writes the files of docs/schema anew. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemas, schemaText } from '../../src/corpus/json-schemas.ts';
import { ROOT } from './root.ts';

const folder = join(ROOT, 'docs', 'schema');
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(jsonSchemas())) {
  writeFileSync(join(folder, name), schemaText(schema));
}
