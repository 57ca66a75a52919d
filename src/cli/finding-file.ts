/**
 * The page of a finding, `report.html` beside `finding.json`: what is known of the hunt by then,
 * put together. How it looks is the report room's.
 */
import { dirname } from 'node:path';
import { picturesIn } from '../corpus/history-pictures.ts';
import { logsOf, type ResultContext, type SavedFinding, saveReport } from '../corpus/session.ts';
import type { HuntResult } from '../model/hunt.ts';
import type { Recording } from '../model/recording.ts';
import { findingPage, type TriedRow } from '../report/finding-page.ts';
import { replayCommand } from './paths.ts';

export interface Known {
  readonly context: ResultContext;
  /** As the user named it. */
  readonly store: string;
  readonly tried: readonly TriedRow[];
  readonly failing: Recording | undefined;
  readonly good: Recording | undefined;
  /** What the hunt came to; absent: it goes on. */
  readonly ending?: HuntResult;
}

/** Names and values of what the hunt ran on and with. */
export function environmentOf(context: ResultContext): Readonly<Record<string, string>> {
  const { spec, file, versions, host, startedAt, options } = context;
  const all = { spec, file, started: startedAt, ...versions, ...host, ...options };
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}

/** Writes the page and gives back its path. Errors: StoreError. */
export function saveFindingPage(saved: SavedFinding, known: Known): string {
  const { finding } = saved;
  const { context, store, tried, failing, good, ending } = known;
  const folder = dirname(saved.file);
  const html = findingPage({
    finding,
    replay: replayCommand(finding.id, store),
    ...(failing !== undefined && { failing }),
    ...(good !== undefined && { good }),
    tried,
    ...(ending !== undefined && { ending }),
    environment: environmentOf(context),
    logs: logsOf(folder),
    histories: picturesIn(folder),
  });
  return saveReport(folder, html);
}
