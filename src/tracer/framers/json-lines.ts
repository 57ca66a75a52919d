/**
 * The framer for JSON lines: one document a line. Its class is what its type field says, else the
 * names of its fields; lines that are no JSON are named like any other text.
 */
import type { FramedMessage, Framer } from './framer.ts';
import { lineFramer } from './line.ts';
import { LABEL_MAX, printable } from './printable.ts';

const LF = 0x0a;
/** Fields that say what a document is, in order of preference; `body` is looked into. */
const TYPE_FIELDS = ['type', 'method', 'op', 'cmd', 'command', 'action', 'event', 'kind', 'msg'];
const FIELDS_MAX = 6;
/** Longer lines are not parsed. */
const LINE_MAX = 64 * 1024;

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(line: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(line.buffer, line.byteOffset, line.length).toString('utf8'));
  } catch {
    return undefined;
  }
}

function typeOf(document: Fields): string | undefined {
  const field = TYPE_FIELDS.find((name) => typeof document[name] === 'string');
  if (field !== undefined) {
    return String(document[field]);
  }
  const { body, error } = document as { readonly body?: unknown; readonly error?: unknown };
  const inner = isFields(body) ? typeOf(body) : undefined;
  return inner ?? (error === undefined ? undefined : 'error');
}

/** The class of a document; undefined for what is no object. */
export function jsonClass(line: Uint8Array): string | undefined {
  const document = line.length > LINE_MAX ? undefined : parse(line);
  if (!isFields(document)) {
    return undefined;
  }
  const names = Object.keys(document).sort().slice(0, FIELDS_MAX).join(',');
  return printable(Buffer.from(typeOf(document) ?? `{${names}}`), LABEL_MAX);
}

function named(message: FramedMessage, bytes: Uint8Array): FramedMessage {
  const end = bytes.indexOf(LF, message.start);
  const line = bytes.subarray(message.start, end < 0 ? bytes.length : end);
  const labelClass = jsonClass(line);
  return labelClass === undefined ? message : { ...message, labelClass };
}

export function jsonLinesFramer(lines: Framer = lineFramer()): Framer {
  return {
    push: (bytes) => lines.push(bytes).map((message) => named(message, bytes)),
    clone: () => jsonLinesFramer(lines.clone()),
  };
}
