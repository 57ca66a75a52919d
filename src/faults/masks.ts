/**
 * Masks: names of messages that no framer knows, of the bytes that are the same in every run. A
 * mask is a label in which `\?` stands for a byte that may be anything; no framer gives such a
 * label. Knows labels, so no more bytes than they show.
 */
import type { Address } from '../model/address.ts';
import type { Message, MessageId, Trace } from '../model/trace.ts';

/** The class of a message that is named by its first bytes alone. */
const UNFRAMED = 'bytes';
const ANY = -1;
const ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, '"': 34, '\\': 92 };
const TOKEN = /\\x([0-9a-f]{2})|\\u\{([0-9a-f]+)\}|\\(\?)|\\([nrt"\\])|([\s\S])/gu;

/** The bytes that a label shows; what was cut off is not known. */
function bytesIn(label: string): readonly number[] {
  const bytes: number[] = [];
  for (const [, hex, code, any, short, character] of label.replace(/…$/u, '').matchAll(TOKEN)) {
    if (any !== undefined) {
      bytes.push(ANY);
    } else if (hex !== undefined) {
      bytes.push(Number.parseInt(hex, 16));
    } else if (short !== undefined) {
      bytes.push(ESCAPES[short] ?? 0);
    } else {
      const text = code === undefined ? character : String.fromCodePoint(Number.parseInt(code, 16));
      bytes.push(...new TextEncoder().encode(text));
    }
  }
  return bytes;
}

function printed(byte: number): string {
  if (byte === ANY) {
    return '\\?';
  }
  const isPlain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c;
  return isPlain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
}

/** The label has places for any byte. */
export function isMask(label: string): boolean {
  return label.includes('\\?') && bytesIn(label).includes(ANY);
}

/** What the label shows begins as the mask says. */
export function matchesMask(mask: string, label: string): boolean {
  const bytes = bytesIn(label);
  const wanted = bytesIn(mask);
  return (
    wanted.length <= bytes.length &&
    wanted.every((byte, index) => byte === ANY || byte === bytes[index])
  );
}

/** What the labels have in common, as far as the shortest goes; undefined: no byte. */
export function maskOf(labels: readonly string[]): string | undefined {
  const [first = [], ...others] = labels.map(bytesIn);
  const length = Math.min(first.length, ...others.map((bytes) => bytes.length));
  const mask = first
    .slice(0, length)
    .map((byte, index) => (others.every((bytes) => bytes[index] === byte) ? byte : ANY));
  return mask.some((byte) => byte !== ANY) ? mask.map(printed).join('') : undefined;
}

/**
 * Addresses by mask of the first run's unframed messages whose bytes differ between runs. The n-th
 * from one node to another is compared with the n-th of each other run; it gets a mask if all runs
 * have as many, and if that mask finds it there by the same ordinal.
 *
 * Shape: level `label`; the ordinal counts messages that match the mask.
 */
export function learnMasks(traces: readonly Trace[]): ReadonlyMap<MessageId, Address> {
  const runs = traces.map(unframedByPair);
  const found = new Map<MessageId, Address>();
  for (const [pair, messages] of runs[0] ?? []) {
    const same = runs.map((run) => (run.get(pair) ?? []).map(({ label }) => label));
    if (same.every(({ length }) => length === messages.length)) {
      for (const [index, { id, from, to, kind }] of messages.entries()) {
        const labels = same.map((run) => run[index] ?? '');
        const mask = new Set(labels).size > 1 ? maskOf(labels) : undefined;
        const ordinal = mask === undefined ? 0 : commonOrdinal(mask, same, index);
        if (mask !== undefined && ordinal > 0) {
          found.set(id, { from, to, kind, level: 'label', label: mask, digest: '', ordinal });
        }
      }
    }
  }
  return found;
}

/** By which ordinal of the mask all runs have their message at `index`; 0: they do not agree. */
function commonOrdinal(mask: string, runs: readonly (readonly string[])[], index: number): number {
  const ordinals = runs.map(
    (labels) => labels.slice(0, index + 1).filter((label) => matchesMask(mask, label)).length,
  );
  return new Set(ordinals).size === 1 ? (ordinals[0] ?? 0) : 0;
}

function unframedByPair(trace: Trace): ReadonlyMap<string, readonly Message[]> {
  const pairs = new Map<string, Message[]>();
  for (const message of trace.messages) {
    if (message.phase === 'workload' && message.labelClass === UNFRAMED) {
      const pair = [message.from, message.to, message.kind].join('\0');
      pairs.set(pair, [...(pairs.get(pair) ?? []), message]);
    }
  }
  return pairs;
}
