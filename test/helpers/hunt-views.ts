/** Hunts as reporters get them. */
import type { HuntResult } from '../../src/model/hunt.ts';
import type { KnownRow } from '../../src/report/known-report.ts';
import type { HuntView } from '../../src/report/reporters/hunt-view.ts';
import { FINDING } from './findings.ts';

const COUNTS = { held: 9, violated: 6, vacuous: 0, void: 0, inconclusive: 0 };

const VIOLATED: HuntResult = {
  ...{ outcome: 'violated', reason: 'a violation was confirmed', findings: [FINDING], flaky: [] },
  ...{ counts: COUNTS, experiments: 15, experimentsToViolation: 12, durationMs: 30_000 },
};

/** A hunt that found the mailbox's bug, but for the change. */
export function huntView(change: Partial<HuntResult> = {}): HuntView {
  return {
    spec: 'mailbox',
    file: 'specs/mailbox.yaml',
    startedAt: '2026-01-31T23:59:59.123Z',
    result: { ...VIOLATED, ...change },
    viewOf: ({ id }) => ({ replay: `npx ldfi replay ${id}`, report: 'store/report.html' }),
  };
}

/** What was known before: one still fails, one does not, and one cannot be told. */
export const KNOWN: readonly KnownRow[] = (
  [
    ['ongoing', { violated: 1, runs: 1 }, ''],
    ['resolved', { violated: 0, runs: 3 }, ''],
    ['not reproduced', { violated: 0, runs: 0 }, 'void: never sent'],
  ] as const
).map(([standing, rate, note], index) => ({
  ...{ standing, rate, note, isSpecChanged: index === 1, replay: `npx ldfi replay kept/${index}` },
  finding: { ...FINDING, id: index === 0 ? FINDING.id : `k${index}` },
}));

export const PASSED = { outcome: 'exhausted', reason: 'none is left', findings: [] } as const;
export const UNDECIDED = { outcome: 'inconclusive', reason: 'too late', findings: [] } as const;
export const FLAKY = [
  {
    faults: FINDING.faults,
    ...{ withFaults: { violated: 2, runs: 5 }, withoutFaults: { violated: 0, runs: 5 } },
  },
] as const;
