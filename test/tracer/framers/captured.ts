/** Real streams, captured once on loopback between a client and a server, write by write. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../helpers/root.ts';

export interface Conversation {
  readonly client: readonly Uint8Array[];
  readonly server: readonly Uint8Array[];
}

/** The connections of `test/fixtures/streams/<name>.json`, in the order in which they were made. */
export function captured(name: string): readonly Conversation[] {
  const file = join(ROOT, 'test', 'fixtures', 'streams', `${name}.json`);
  const stored = JSON.parse(readFileSync(file, 'utf8')) as readonly Record<string, string[]>[];
  const writes = (texts: readonly string[] = []): readonly Uint8Array[] =>
    texts.map((text) => Uint8Array.from(Buffer.from(text, 'base64')));
  return stored.map(({ client, server }) => ({ client: writes(client), server: writes(server) }));
}
