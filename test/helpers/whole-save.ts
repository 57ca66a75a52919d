/** All that a hunt writes, in its order: journal, trace, finding, page, results, links. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startJournal } from '../../src/corpus/journal.ts';
import {
  markLatest,
  openSession,
  resultsData,
  saveFinding,
  savePage,
  saveReport,
  saveResults,
} from '../../src/corpus/session.ts';
import { saveRecording } from '../../src/corpus/trace-file.ts';
import type { Finding } from '../../src/model/finding.ts';
import { FINDING, HUNT_RESULT } from './findings.ts';
import { failingRun } from './recordings.ts';

const CONTEXT = {
  ...{ spec: 'mailbox', file: '/specs/mailbox.yaml', versions: {}, host: {} },
  options: {
    bounds: { faultsMax: 2, perKindMax: { cut: 1, omit: 1, refuse: 1, crash: 1 } },
    ...{ kinds: ['cut'], cutEndings: ['silence'], baselines: 5, strategy: 'lineage' },
    ...{ confirm: { runs: 5, threshold: 4 }, stopOn: 'first' },
  },
  startedAt: '2026-01-31T23:59:59.123Z',
};

/** A session that began at that second, with one finding. `logs`: a folder with some. */
export function saveAll(store: string, second: number, id: string, logs: string): void {
  const session = openSession(store, 'mailbox', new Date(second * 1000), process.pid);
  const journal = startJournal(session, { identity: 'same', startedAt: CONTEXT.startedAt });
  markLatest(session);
  const recording = failingRun();
  journal.append({
    elapsedMs: 1,
    result: {
      request: { id: 1, purpose: 'hypothesis', faults: FINDING.faults },
      ...{ verdict: { kind: 'held' }, faults: [], directory: '/run', durationMs: 1, stops: 1 },
      trace: recording.trace,
    },
  });
  const run = join(session.directory, 'runs/1');
  mkdirSync(run, { recursive: true });
  saveRecording(run, recording);
  const finding: Finding = { ...FINDING, id, logs };
  saveFinding(session, finding, CONTEXT.file, recording, { specHash: 'ff00' });
  saveReport(join(session.directory, 'findings', id), '<!DOCTYPE html>\n');
  saveResults(session, resultsData(CONTEXT, HUNT_RESULT));
  journal.end();
  savePage(store, '<!DOCTYPE html>\n');
  journal.close();
}
