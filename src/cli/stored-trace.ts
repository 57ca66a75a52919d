/**
 * A recorded trace for a command that shows it: read, with its support, and with a word on what the
 * file has lost. Knows streams; how it is shown is others' business.
 */
import type { StoredRecording } from '../corpus/trace-codec.ts';
import { readRecording } from '../corpus/trace-file.ts';
import { supportOfRecording } from '../lineage/support.ts';
import type { MessageId } from '../model/trace.ts';
import { escapeLine } from '../report/escape.ts';
import { countText } from '../report/quantity.ts';
import { shortPath } from './paths.ts';
import type { Terminal } from './terminal.ts';

export interface ShownTrace {
  readonly recording: StoredRecording;
  readonly support: ReadonlySet<MessageId>;
}

/** Errors: StoreError, TraceError. */
export function openTrace(path: string, terminal: Terminal): ShownTrace {
  const recording = readRecording(path);
  const { lost } = recording;
  if (lost !== undefined) {
    const { err } = terminal;
    err.write(
      `${err.palette.doubtful('ldfi:')} ${escapeLine(shortPath(path))} is cut off at byte ` +
        `${lost.offset}: the last ${countText(lost.events, 'event')} and ` +
        `${countText(lost.messages, 'message')} of the run are lost\n`,
    );
  }
  return { recording, support: supportOfRecording(recording) };
}
