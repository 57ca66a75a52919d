/** One line of a history: JSON text → event. Knows the format of a line; nothing of the others. */
import { valueText } from './operation.ts';

export const EVENT_TYPES = ['invoke', 'ok', 'fail', 'info'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export interface HistoryEvent {
  readonly process: string;
  readonly type: EventType;
  /** Absent in answers that do not repeat what they answer. */
  readonly f: string | undefined;
  readonly key: string | undefined;
  readonly value: string;
  /** Of any monotonic clock that all files share. */
  readonly time: number | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const nameOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== ''
    ? value
    : Number.isSafeInteger(value)
      ? String(value)
      : undefined;

/** What is wrong with the fields; undefined when nothing is. */
function problemOf({ process, type, f, key, time }: Fields): string | undefined {
  const shown = (value: unknown): string => JSON.stringify(value) ?? 'nothing';
  if (nameOf(process) === undefined) {
    return `"process": expected a name or a whole number, got ${shown(process)}`;
  }
  if (!(EVENT_TYPES as readonly unknown[]).includes(type)) {
    return `"type": expected invoke, ok, fail or info, got ${shown(type)}`;
  }
  if (f === undefined ? type === 'invoke' : typeof f !== 'string') {
    return `"f": expected what was asked for, as "read", got ${shown(f)}`;
  }
  if (key !== undefined && key !== null && nameOf(key) === undefined) {
    return `"key": expected a name or a whole number, got ${shown(key)}`;
  }
  if (time !== undefined && !Number.isFinite(time)) {
    return `"time": expected a number, got ${shown(time)}`;
  }
  return undefined;
}

/** A text for what is no event. */
export function parseEvent(line: string): HistoryEvent | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'not JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'expected an object';
  }
  const fields = value as Fields;
  const problem = problemOf(fields);
  if (problem !== undefined) {
    return problem;
  }
  return {
    process: nameOf(fields['process']) ?? '',
    type: fields['type'] as EventType,
    f: fields['f'] as string | undefined,
    key: nameOf(fields['key']),
    value: valueText(fields['value']),
    time: fields['time'] as number | undefined,
  };
}
