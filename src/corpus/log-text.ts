/**
 * A part of a log that can be shown, and where in it faults struck. Knows bytes and places; touches
 * no files.
 */
import { faultText } from '../faults/text.ts';
import type { FaultReport } from '../model/fault.ts';
import type { NodeName } from '../model/trace.ts';

/** A fault fired when the log was so long. */
export interface LogMark {
  /** Characters of the text before it. */
  readonly at: number;
  /** Its text in the fault language. */
  readonly fault: string;
}

export interface LogText {
  readonly text: string;
  /** In the order of their places. Empty: no fault fired that is known of. */
  readonly marks: readonly LogMark[];
}

const LINE_FEED = 10;

/** What was left out, in the text itself. */
const LEFT_OUT = '…\n';

/** Where in the log of that node each fault struck, in bytes. */
function placesIn(node: NodeName, reports: readonly FaultReport[]) {
  return reports
    .flatMap(({ fault, outcome, logs }) => {
      const bytes = outcome === 'fired' ? logs?.[node] : undefined;
      return bytes === undefined ? [] : [{ bytes, fault: faultText(fault) }];
    })
    .toSorted((one, other) => one.bytes - other.bytes);
}

/**
 * At most about `bytesMax` bytes of a log: its end, or what lies around the first fault if that is
 * in front of it. Begins and ends with whole lines where something is left out.
 */
export function logText(
  bytes: Uint8Array,
  node: NodeName,
  reports: readonly FaultReport[],
  bytesMax: number,
): LogText {
  const places = placesIn(node, reports).filter((place) => place.bytes <= bytes.length);
  const [first] = places;
  const last = Math.max(0, bytes.length - bytesMax);
  const place = first?.bytes ?? bytes.length;
  const wanted = Math.min(last, Math.max(0, place - Math.floor(bytesMax / 2)));
  const line = wanted === 0 ? 0 : bytes.indexOf(LINE_FEED, wanted) + 1 || wanted;
  const begin = Math.min(line, place);
  const whole = bytes.lastIndexOf(LINE_FEED, wanted + bytesMax) + 1;
  const end = wanted === last ? bytes.length : whole > place ? whole : wanted + bytesMax;
  const shown = places.filter((place) => place.bytes >= begin && place.bytes <= end);
  const marks: LogMark[] = [];
  let text = begin > 0 ? LEFT_OUT : '';
  let from = begin;
  for (const { bytes: to, fault } of shown) {
    text += Buffer.from(bytes.subarray(from, to)).toString('utf8');
    marks.push({ at: text.length, fault });
    from = to;
  }
  text += Buffer.from(bytes.subarray(from, end)).toString('utf8');
  return { text: end < bytes.length ? `${text}${LEFT_OUT}` : text, marks };
}

/** The last lines of a log before a fault fired, and the first after it. */
export interface Around {
  readonly fault: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Around the first mark, `count` lines on each side; undefined without one. */
export function linesAround({ text, marks }: LogText, count: number): Around | undefined {
  const [mark] = marks;
  if (mark === undefined) {
    return undefined;
  }
  const linesOf = (part: string): readonly string[] =>
    part.split('\n').filter((line) => line !== '');
  return {
    fault: mark.fault,
    before: linesOf(text.slice(0, mark.at)).slice(-count),
    after: linesOf(text.slice(mark.at)).slice(0, count),
  };
}
