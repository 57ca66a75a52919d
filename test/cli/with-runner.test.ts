/** A runner for the time of one command. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Interrupted } from '../../src/cli/error-text.ts';
import { listenForInterrupts } from '../../src/cli/interrupt.ts';
import { runOrStop, withRunner } from '../../src/cli/with-runner.ts';
import { LdfiError } from '../../src/model/errors.ts';
import type { Runner } from '../../src/model/run.ts';
import type { Spec } from '../../src/model/spec.ts';
import { parseSpec } from '../../src/spec/load-spec.ts';
import { makeScratch } from '../helpers/scratch.ts';
import { traceBuilder } from '../helpers/trace-builder.ts';

const test = suite('with runner');

const REQUEST = { id: 1, purpose: 'record', faults: [] } as const;

const MISSING: Spec = parseSpec(
  `version: 1
name: missing
nodes:
  a: { command: [/nowhere/program] }
workload: { command: ['true'] }
invariant: { command: ['true'] }
`,
  '/missing.yaml',
);

function fakeRunner(onRun: () => void): Runner {
  return {
    run: async (request) => {
      onRun();
      return {
        request,
        verdict: { kind: 'held' },
        faults: [],
        trace: traceBuilder([]).build(),
        directory: '',
        durationMs: 1,
        stops: 1,
      };
    },
    close: async () => undefined,
  };
}

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('did not reject');
}

test('a run that no signal came for is given back', async () => {
  const interrupts = listenForInterrupts(() => undefined);
  const result = await runOrStop(
    fakeRunner(() => undefined),
    interrupts,
    REQUEST,
  );
  interrupts.dispose();
  assert.is(result.verdict.kind, 'held');
});

test('a run during which a signal came says nothing', async () => {
  const interrupts = listenForInterrupts(() => undefined);
  const runner = fakeRunner(() => process.emit('SIGINT', 'SIGINT'));
  assert.ok(await errorOf(runOrStop(runner, interrupts, REQUEST)));
  interrupts.dispose();
});

test('after a signal no run is started', async () => {
  const interrupts = listenForInterrupts(() => undefined);
  process.emit('SIGINT', 'SIGINT');
  let runs = 0;
  const runner = fakeRunner(() => {
    runs += 1;
  });
  assert.ok(await errorOf(runOrStop(runner, interrupts, REQUEST)));
  interrupts.dispose();
  assert.is(runs, 0);
});

test('what keeps the runner from starting is told as it is', async () => {
  const interrupts = listenForInterrupts(() => undefined);
  const options = { storeDir: makeScratch(), keepRuns: 'all' } as const;
  const error = await errorOf(withRunner(MISSING, options, interrupts, async () => undefined));
  interrupts.dispose();
  assert.instance(error, LdfiError);
  assert.match((error as LdfiError).message, '/nowhere/program');
});

test('after a signal the error is the interruption', async () => {
  const interrupts = listenForInterrupts(() => undefined);
  process.emit('SIGTERM', 'SIGTERM');
  const options = { storeDir: makeScratch(), keepRuns: 'all' } as const;
  const error = await errorOf(withRunner(MISSING, options, interrupts, async () => undefined));
  interrupts.dispose();
  assert.instance(error, Interrupted);
  assert.is((error as Interrupted).signal, 'SIGTERM');
});

test.run();
