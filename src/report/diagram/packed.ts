/**
 * The data of a diagram as it stands in a page: a row a message instead of an object, which is half
 * the bytes. Imports no code, because it runs in the reader's browser as well.
 */
import type { DiagramData, DiagramMessage } from './model.ts';

/** In the order in which a row has them; `satisfies` says when one is missing. */
const FIELDS = Object.keys({
  ...{ id: 0, sent: 0, received: 0, sentUs: 0, receivedUs: 0, sender: 0, receiver: 0 },
  ...{ label: 0, name: 0, channel: 0, window: 0, digest: 0, phase: 0, state: 0 },
  ...{ isConnect: 0, inSupport: 0 },
} satisfies Record<keyof DiagramMessage, 0>) as readonly (keyof DiagramMessage)[];

export interface PackedData extends Omit<DiagramData, 'messages'> {
  readonly fields: readonly (keyof DiagramMessage)[];
  readonly rows: readonly (readonly unknown[])[];
}

export function packData({ messages, ...rest }: DiagramData): PackedData {
  const rows = messages.map((message) => FIELDS.map((field) => message[field]));
  return { ...rest, fields: FIELDS, rows };
}

export function unpackData({ fields, rows, ...rest }: PackedData): DiagramData {
  const messages = rows.map(
    (row) =>
      Object.fromEntries(fields.map((field, at) => [field, row[at]])) as unknown as DiagramMessage,
  );
  return { ...rest, messages };
}
