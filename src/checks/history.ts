/**
 * Files of events → operations. The order of the lines of one file is the order in real time;
 * several files are merged by the time of their events. Knows the format; reads no file itself.
 */
import { type HistoryEvent, parseEvent } from './event-line.ts';
import { NOTHING, type Operation } from './operation.ts';

export interface HistoryFile {
  readonly name: string;
  readonly text: string;
}

export type History =
  | { readonly kind: 'operations'; readonly operations: readonly Operation[] }
  /** `where` is `file:line`. */
  | { readonly kind: 'malformed'; readonly where: string; readonly problem: string };

interface Placed extends HistoryEvent {
  readonly where: string;
  readonly file: number;
}

class Malformed extends Error {
  readonly where: string;

  constructor(where: string, problem: string) {
    super(problem);
    this.where = where;
  }
}

function eventsOf({ name, text }: HistoryFile, file: number, isAlone: boolean): Placed[] {
  const lines = text.split('\n');
  const events: Placed[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') {
      continue;
    }
    const where = `${name}:${index + 1}`;
    const event = parseEvent(line);
    if (typeof event === 'string') {
      if (index === lines.length - 1) {
        // Whoever wrote it was killed in the middle of the line.
        continue;
      }
      throw new Malformed(where, event);
    }
    if (!isAlone && event.time === undefined) {
      throw new Malformed(where, 'several files are merged by "time", and this event has none');
    }
    if (!isAlone && (event.time ?? 0) < latest) {
      throw new Malformed(where, '"time" runs backwards');
    }
    latest = event.time ?? latest;
    events.push({ ...event, where, file });
  }
  return events;
}

/** At equal times what is asked comes before what is answered: then nothing is ordered by luck. */
function merged(files: readonly (readonly Placed[])[]): readonly Placed[] {
  const [only] = files;
  if (files.length <= 1) {
    return only ?? [];
  }
  const asks = ({ type }: Placed): number => (type === 'invoke' ? 0 : 1);
  return files
    .flat()
    .toSorted((a, b) =>
      a.time === b.time && a.file !== b.file ? asks(a) - asks(b) : (a.time ?? 0) - (b.time ?? 0),
    );
}

interface Open {
  readonly event: Placed;
  readonly position: number;
}

function operationOf({ event, position }: Open, answer?: Placed, at?: number): Operation {
  const { process, f = '', key, value, where } = event;
  const isOver = answer !== undefined && answer.type !== 'info';
  return {
    ...{ process, f, key, where, input: value },
    output: answer?.type === 'ok' ? answer.value : NOTHING,
    end: isOver ? (answer.type === 'ok' ? 'ok' : 'fail') : 'unknown',
    from: position,
    to: isOver ? (at ?? 0) : Number.POSITIVE_INFINITY,
  };
}

function pair(events: readonly Placed[]): readonly Operation[] {
  const open = new Map<string, Open>();
  const files = new Map<string, number>();
  const operations: Operation[] = [];
  for (const [position, event] of events.entries()) {
    const { process, type, f, where, file } = event;
    if ((files.get(process) ?? file) !== file) {
      throw new Malformed(where, `process ${process} stands in another file as well`);
    }
    files.set(process, file);
    const asked = open.get(process);
    if (type === 'invoke') {
      if (asked !== undefined) {
        operations.push(operationOf(asked));
      }
      open.set(process, { event, position });
      continue;
    }
    if (asked === undefined) {
      throw new Malformed(where, `process ${process} has asked for nothing that this answers`);
    }
    if (f !== undefined && f !== asked.event.f) {
      const was = `process ${process} asked for "${asked.event.f}"`;
      throw new Malformed(where, `"f": ${was}, and this answers "${f}"`);
    }
    open.delete(process);
    operations.push(operationOf(asked, event, position));
  }
  const rest = [...open.values()].map((asked) => operationOf(asked));
  return [...operations, ...rest].toSorted((a, b) => a.from - b.from);
}

/**
 * The operations of a history, in the order of their invocations. What a process has left open,
 * ended by `info`, or given up by asking for something else, has an unknown end. The last line of a
 * file may be torn.
 */
export function readHistory(files: readonly HistoryFile[]): History {
  try {
    const events = files.map((file, index) => eventsOf(file, index, files.length === 1));
    return { kind: 'operations', operations: pair(merged(events)) };
  } catch (error) {
    if (error instanceof Malformed) {
      return { kind: 'malformed', where: error.where, problem: error.message };
    }
    throw error;
  }
}
