/**
 * The page of a finding, `report.html` beside `finding.json`: what is known of the hunt by then,
 * put together. How it looks is the report room's.
 */
import { cpus, release } from 'node:os';
import { dirname } from 'node:path';
import process from 'node:process';
import { isDeepStrictEqual } from 'node:util';
import { picturesIn } from '../corpus/history-pictures.ts';
import { logsOf, type ResultContext, type SavedFinding, saveReport } from '../corpus/session.ts';
import type { HuntResult } from '../model/hunt.ts';
import { EQUAL_WEIGHTS } from '../model/order.ts';
import type { Recording } from '../model/recording.ts';
import type { Spec } from '../model/spec.ts';
import { findingPage, type TriedRow } from '../report/finding-page.ts';
import { specHash } from '../spec/spec-hash.ts';
import { packageInfo } from './package-info.ts';
import { replayCommand } from './paths.ts';
import { buildsOf } from './program-files.ts';

export interface Known {
  readonly context: ResultContext;
  /** As the user named it. */
  readonly store: string;
  readonly tried: readonly TriedRow[];
  readonly failing: Recording | undefined;
  readonly good: Recording | undefined;
  /** What the hunt came to; absent: it goes on. */
  readonly ending?: HuntResult;
  /** The command that made the runs for this finding alone; absent: a hunt did. */
  readonly madeBy: string | undefined;
}

/** What runs of a spec are made with, here and now. */
export function resultContext(
  spec: Spec,
  options: ResultContext['options'],
  startedAt: Date,
): ResultContext {
  return {
    spec: spec.name,
    file: spec.file,
    specHash: specHash(spec),
    options,
    versions: { ldfi: packageInfo().version, ...buildsOf(spec) },
    host: { node: process.version, kernel: release(), arch: process.arch, cpus: cpus().length },
    startedAt: startedAt.toISOString(),
  };
}

/** A setting in words: `cut 1, crash 1`; empty where there is none. */
function settingWords(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map(settingWords).join(', ');
  }
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([name, one]) => {
        const words = settingWords(one);
        return typeof one === 'object' ? `${name} (${words})` : `${name} ${words}`;
      })
      .join(', ');
  }
  return value === undefined || value === null ? '' : String(value);
}

/** Weights as they are unless the spec says otherwise tell nobody anything. */
const unequal = (order: unknown): unknown =>
  isDeepStrictEqual(order, EQUAL_WEIGHTS) ? undefined : order;

/** Names and values of what the hunt ran on and with; what was not asked for is left out. */
export function environmentOf(context: ResultContext): Readonly<Record<string, string>> {
  const { spec, file, versions, host, startedAt, options } = context;
  const asked = { ...options, order: unequal(options['order']) };
  const all = { spec, file, started: startedAt, ...versions, ...host, ...asked };
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => {
      const words = settingWords(value);
      return words === '' ? [] : [[name, words]];
    }),
  );
}

/** Writes the page and gives back its path. Errors: StoreError. */
export function saveFindingPage(saved: SavedFinding, known: Known): string {
  const { finding } = saved;
  const { context, store, tried, failing, good, ending, madeBy } = known;
  const folder = dirname(saved.file);
  const html = findingPage({
    finding,
    replay: replayCommand(finding.id, store),
    ...(failing !== undefined && { failing }),
    ...(good !== undefined && { good }),
    tried,
    ...(ending !== undefined && { ending }),
    ...(madeBy !== undefined && { madeBy }),
    environment: environmentOf(context),
    logs: logsOf(folder, finding.reports),
    histories: picturesIn(folder),
  });
  return saveReport(folder, html);
}
