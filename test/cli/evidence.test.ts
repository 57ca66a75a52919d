/** Findings are saved with the run they speak of. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collectEvidence } from '../../src/cli/evidence.ts';
import { openSession } from '../../src/corpus/session.ts';
import { readRecording, TRACE_FILE } from '../../src/corpus/trace-file.ts';
import type { HuntEvent } from '../../src/model/hunt.ts';
import type { Trace } from '../../src/model/trace.ts';
import { FINDING, HUNT_RESULT } from '../helpers/findings.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('evidence');

const CONTEXT = {
  ...{ spec: 'mailbox', file: '/mailbox.yaml', options: { strategy: 'lineage' } },
  ...{ versions: { ldfi: '9.9.9' }, host: { cpus: 2 }, startedAt: 'today' },
};
const COUNTS = { held: 0, violated: 1, vacuous: 0, void: 0, inconclusive: 0 };

function violated(directory: string, trace: Trace): HuntEvent {
  const request = { id: 1, purpose: 'confirm', faults: FINDING.faults } as const;
  const verdict = { kind: 'violated', reason: 'lost' } as const;
  const result = { request, verdict, faults: [], trace, directory, durationMs: 1, stops: 1 };
  return { kind: 'run-finished', request, result, verdict, counts: COUNTS, experiments: 1 };
}

function traceWith(label: string): Trace {
  const builder = traceBuilder(['a', 'b']);
  builder.message('a', 'b', label);
  return builder.build();
}

test('the finding is on disk when its event has passed, with its own run', () => {
  const session = openSession(makeScratch(), 'mailbox', new Date(0), 1);
  const evidence = collectEvidence(session, CONTEXT, 'my store');
  const [right, wrong] = [makeScratch(), makeScratch()];
  writeFiles(right, { 'a.log': 'right' });
  evidence.onEvent(violated(right, traceWith('RIGHT')));
  evidence.onEvent(violated(wrong, traceWith('WRONG')));
  const finding = { ...FINDING, logs: right };
  evidence.onEvent({ kind: 'finding', finding });
  const folder = join(session.directory, 'findings', FINDING.id);
  assert.is(readFileSync(join(folder, 'logs', 'a.log'), 'utf8'), 'right');
  const { trace, verdict } = readRecording(folder);
  assert.equal([trace.messages.at(0)?.label, verdict?.kind], ['RIGHT', 'violated']);
  assert.is(dirname(evidence.saved(finding).file), folder);
});

test('when the hunt is over its page says what it came to, and runs have their courses', () => {
  const session = openSession(makeScratch(), 'mailbox', new Date(0), 1);
  const evidence = collectEvidence(session, CONTEXT, 'my store');
  const directory = makeScratch();
  const other = traceBuilder(['a', 'b']);
  other.startWorkload();
  other.message('a', 'b', 'ANOTHER');
  other.endWorkload();
  evidence.onEvent(violated(directory, traceWith('ONE')));
  evidence.onEvent(violated(directory, other.build()));
  evidence.onEvent(violated(directory, traceWith('ONE')));
  assert.equal(
    evidence.rows.map(({ course }) => course),
    [1, 2, 1],
  );
  evidence.onEvent({ kind: 'finding', finding: { ...FINDING, logs: directory } });
  const { report = '' } = evidence.saved(FINDING);
  assert.match(readFileSync(report, 'utf8'), 'still going on');
  evidence.ended(HUNT_RESULT);
  assert.match(readFileSync(report, 'utf8'), 'The hunt ended violated: a confirmed finding.');
});

test('its page shows the failing run beside a good one, and all that was tried', () => {
  const session = openSession(makeScratch(), 'mailbox', new Date(0), 1);
  const evidence = collectEvidence(session, CONTEXT, 'my store');
  const directory = makeScratch();
  writeFiles(directory, { 'a.log': 'said <b>\n' });
  const failed = violated(directory, traceWith('FAILED'));
  assert.ok(failed.kind === 'run-finished');
  const request = { id: 2, purpose: 'control', faults: [] } as const;
  const verdict = { kind: 'held' } as const;
  const result = { ...failed.result, request, verdict, trace: traceWith('WENT WELL') };
  evidence.onEvent(failed);
  evidence.onEvent({ ...failed, request, result, verdict });
  const { report = '' } = evidence.saved({ ...FINDING, logs: directory });
  const page = readFileSync(report, 'utf8');
  for (const words of ['FAILED', 'WENT WELL', '9.9.9', 'said &lt;b&gt;', '--store &#39;my store']) {
    assert.ok(page.includes(words), words);
  }
  assert.match(page, '2 experiments: 1 held, 1 violated');
});

test('a finding without an event is saved when it is asked for', () => {
  const session = openSession(makeScratch(), 'mailbox', new Date(0), 1);
  const evidence = collectEvidence(session, CONTEXT, 'my store');
  const { file } = evidence.saved({ ...FINDING, logs: makeScratch() });
  assert.ok(existsSync(file));
  assert.not.ok(existsSync(join(dirname(file), TRACE_FILE)));
});

test('each experiment is a row: what was tried, what came of it, what did not fire and why', () => {
  const session = openSession(makeScratch(), 'mailbox', new Date(0), 1);
  const evidence = collectEvidence(session, CONTEXT, 'my store');
  const event = violated(makeScratch(), traceWith('ANY'));
  const [fault] = FINDING.faults;
  assert.ok(event.kind === 'run-finished' && fault !== undefined);
  const faults = [{ fault, outcome: 'missed', detail: 'never sent' }] as const;
  evidence.onEvent({ ...event, result: { ...event.result, faults } });
  const [row] = evidence.rows;
  assert.equal(
    [row?.id, row?.purpose, row?.verdict, row?.reason],
    [1, 'confirm', 'violated', 'lost'],
  );
  assert.equal(row?.missed, [`${row?.faults[0]}: never sent`]);
});

test.run();
