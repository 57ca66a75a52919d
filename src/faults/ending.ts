/**
 * When the faults of a run end, if a spec says so: after a time, or when something has happened.
 * Knows which, not what is done about it.
 */
import { SpecError } from '../model/errors.ts';
import type { FaultEvent, Hold } from '../model/moments.ts';
import { isClient, type NodeName } from '../model/trace.ts';
import { Cursor, type TextSource } from './cursor.ts';
import { eventText, readHold } from './moment-text.ts';
import { nearest } from './nearest.ts';
import { nodesOfEvent } from './place.ts';
import { isByMask, isEvent, type Signal } from './signal.ts';

/**
 * Reads `for 5s`, `until a→b "X"#1 received and b crashed`, `until heal`.
 *
 * Errors: SpecError `fault-syntax` with its place, also for a node that there is not.
 */
export function parseEnding(text: string, where: TextSource, nodes: readonly NodeName[]): Hold {
  const cursor: Cursor = new Cursor(text, where);
  const hold = readHold(cursor);
  cursor.end();
  for (const event of hold.until === 'events' ? hold.events : []) {
    const stranger = nodesOfEvent(event).find((node) => !isClient(node) && !nodes.includes(node));
    const place = `${where.source}:${where.line}`;
    if (stranger !== undefined) {
      const guess = nearest(stranger, nodes);
      const hint = guess ? `did you mean ${guess}?` : `the nodes are ${nodes.join(', ')}`;
      throw new SpecError('fault-syntax', place, `there is no node "${stranger}"`, { hint });
    }
    if ('at' in event && isByMask(event.at)) {
      throw new SpecError('fault-syntax', place, `"${eventText(event)}" is named by a mask`);
    }
  }
  return hold;
}

/** What has to happen yet until the faults end. */
export interface Ending {
  notice(signal: Signal): void;
  /** All has happened. Never, where a time or nothing was given. */
  hasCome(): boolean;
  /** They have ended before the workload has. */
  end(): void;
  /** The reason why a fault has not fired, with that. */
  reason(missed: string): string;
}

/** Nothing of it has happened yet. */
export function createEnding(hold: Hold | undefined): Ending {
  const awaited = hold?.until === 'events' ? hold.events : [];
  let waiting: readonly FaultEvent[] = awaited;
  let isEarly = false;
  return {
    notice: (signal) => {
      if (waiting.length > 0) {
        waiting = waiting.filter((event) => !isEvent(signal, event));
      }
    },
    hasCome: () => awaited.length > 0 && waiting.length === 0,
    end: () => {
      isEarly = true;
    },
    reason: (missed) => `${missed}${isEarly ? ', or not before the faults had ended' : ''}`,
  };
}
