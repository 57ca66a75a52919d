/**
 * Masks: names of messages that no framer knows, of the bytes that are the same in every run. A
 * mask is a label in which `\?` stands for a byte that may be anything; no framer gives such a
 * label. Knows labels, so no more bytes than they show.
 */
import type { Address } from '../model/address.ts';
import type { Message, MessageId, Trace } from '../model/trace.ts';

/** The class of a message that is named by its first bytes alone. */
const UNFRAMED = 'bytes';
/** Of one pair. More different ones name nothing: what is sent is as good as random. */
const NAMES_MAX = 64;
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

function begins(bytes: readonly number[], wanted: readonly number[]): boolean {
  return (
    wanted.length <= bytes.length &&
    wanted.every((byte, index) => byte === ANY || byte === bytes[index])
  );
}

/** What the label shows begins as the mask says. */
export function matchesMask(mask: string, label: string): boolean {
  return begins(bytesIn(label), bytesIn(mask));
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

/** A label, or a mask with its bytes. */
interface Pattern {
  readonly name: string;
  readonly bytes?: readonly number[];
}

/** By pair: the names of what no framer knows, the most telling first. */
export type MaskNames = ReadonlyMap<string, readonly Pattern[]>;

/** How a message is called by what it begins with. */
export interface ByMask {
  /** Only where no framer knows it. */
  readonly name?: Address;
  /** By each mask that it matches. */
  readonly all: readonly Address[];
}

/**
 * What the runs have in common, as names. The n-th message that no framer knows from one node to
 * another is compared with the n-th of each other run, if all runs have as many: its name is its
 * label if that is the same in all, else their mask. Names that do not find the same messages in
 * all runs, by the same ordinals, are left out.
 */
export function learnMaskNames(traces: readonly Trace[]): MaskNames {
  const runs = traces.map(unframedByPair);
  const names = new Map<string, readonly Pattern[]>();
  for (const [pair, messages] of runs[0] ?? []) {
    const same = runs.map((run) => run.get(pair) ?? []);
    if (same.every(({ length }) => length === messages.length)) {
      const found = messages.flatMap((_, index) => {
        const labels = same.map((run) => run[index]?.label ?? '');
        return (new Set(labels).size === 1 ? labels[0] : maskOf(labels)) ?? [];
      });
      names.set(pair, patternsOf(found));
    }
  }
  return agreed(traces, runs, names);
}

/** Labels first, then masks, those with the most bytes that are the same first. */
function patternsOf(names: readonly string[]): readonly Pattern[] {
  const patterns = [...new Set(names)].map(
    (name): Pattern => (isMask(name) ? { name, bytes: bytesIn(name) } : { name }),
  );
  const told = ({ bytes }: Pattern): number =>
    bytes?.filter((byte) => byte !== ANY).length ?? Number.POSITIVE_INFINITY;
  return patterns.length > NAMES_MAX
    ? []
    : patterns.toSorted((a, b) => (told(a) === told(b) ? 0 : told(b) - told(a)));
}

/** Without those that name one message in one run and another in the next. */
function agreed(
  traces: readonly Trace[],
  runs: readonly ReadonlyMap<string, readonly Message[]>[],
  names: MaskNames,
): MaskNames {
  const named = traces.map((trace) => byMask(trace, names));
  const doubtful = new Set<string>();
  for (const pair of names.keys()) {
    for (const index of (runs[0]?.get(pair) ?? []).keys()) {
      const given = runs.map((run, at) => named[at]?.get(run.get(pair)?.[index]?.id ?? -1)?.name);
      if (new Set(given.map((name) => `${name?.label}#${name?.ordinal}`)).size > 1) {
        for (const { label } of given.filter((name) => name !== undefined)) {
          doubtful.add(`${pair}\0${label}`);
        }
      }
    }
  }
  if (doubtful.size === 0) {
    return names;
  }
  const isKept = (pair: string) => (one: Pattern) => !doubtful.has(`${pair}\0${one.name}`);
  const kept = [...names].map(([pair, all]) => [pair, all.filter(isKept(pair))] as const);
  return agreed(traces, runs, new Map(kept));
}

/**
 * The messages that have such a name.
 *
 * Shape: level `label`; an ordinal counts the messages that match, as a plan does.
 */
export function byMask(trace: Trace, names: MaskNames): ReadonlyMap<MessageId, ByMask> {
  const found = new Map<MessageId, ByMask>();
  const counts = new Map<string, number>();
  for (const message of names.size === 0 ? [] : trace.messages) {
    const { id, from, to, kind, label, labelClass } = message;
    const patterns = message.phase === 'workload' ? names.get(pairOf(message)) : undefined;
    const bytes = patterns === undefined ? [] : bytesIn(label);
    const matching = (patterns ?? []).filter((one) =>
      one.bytes === undefined ? one.name === label : begins(bytes, one.bytes),
    );
    const all = matching.map(({ name }): Address => {
      const key = `${pairOf(message)}\0${name}`;
      const ordinal = (counts.get(key) ?? 0) + 1;
      counts.set(key, ordinal);
      return { from, to, kind, level: 'label', label: name, digest: '', ordinal };
    });
    const [name] = labelClass === UNFRAMED ? all : [];
    if (all.length > 0) {
      found.set(id, { ...(name && { name }), all });
    }
  }
  return found;
}

/**
 * Addresses by mask of the first run's unframed messages whose bytes differ between runs.
 *
 * Shape: level `label`; the ordinal counts messages that match the mask.
 */
export function learnMasks(traces: readonly Trace[]): ReadonlyMap<MessageId, Address> {
  const [first] = traces;
  const named = first === undefined ? [] : byMask(first, learnMaskNames(traces));
  return new Map(
    [...named].flatMap(([id, { name }]): [MessageId, Address][] =>
      name !== undefined && isMask(name.label) ? [[id, name]] : [],
    ),
  );
}

/** The message that is the ordinal-th to match that mask. */
export function maskedAt(trace: Trace, at: Address): Message | undefined {
  const names = new Map([[pairOf(at), patternsOf([at.label])]]);
  for (const [id, { all }] of byMask(trace, names)) {
    if (all[0]?.ordinal === at.ordinal) {
      return trace.messages.at(id);
    }
  }
  return undefined;
}

function pairOf({ from, to, kind }: Pick<Message, 'from' | 'to' | 'kind'>): string {
  return [from, to, kind].join('\0');
}

function unframedByPair(trace: Trace): ReadonlyMap<string, readonly Message[]> {
  const pairs = new Map<string, Message[]>();
  for (const message of trace.messages) {
    if (message.phase === 'workload' && message.labelClass === UNFRAMED) {
      const pair = pairOf(message);
      const messages = pairs.get(pair) ?? [];
      pairs.set(pair, messages);
      messages.push(message);
    }
  }
  return pairs;
}
