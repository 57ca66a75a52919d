/** The test runner itself: what uvu passes over in silence must fail here. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ROOT } from './helpers/root.ts';
import { type FileResult, parseSummaries, runTestFile } from './helpers/test-file.ts';
import { planTests, renderFailures, renderFile, renderTotals } from './helpers/test-plan.ts';

const test = suite('run');

function runFixture(name: string, deadlineMs = 20_000): Promise<FileResult> {
  return runTestFile(join(ROOT, 'test', 'fixtures', 'wrapper', `${name}.js`), deadlineMs);
}

/** A killed process may be a zombie for a while, until its new parent has waited for it. */
function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/\) [ZX] /.test(stat);
  } catch {
    return false;
  }
}

/**
 * SIGKILL is sent at once and takes effect a little later: the pipes of a dying process close
 * before it stops being one. False: it was still there long after, but before it would have ended
 * itself.
 */
async function hasDied(pid: number): Promise<boolean> {
  const giveUp = performance.now() + 20_000;
  while (isRunning(pid) && performance.now() < giveUp) {
    await setTimeout(5);
  }
  return !isRunning(pid);
}

test('a file whose tests pass is accepted with its counts', async () => {
  const result = await runFixture('passes');
  assert.equal(result.problems, []);
  assert.is(result.total, 2);
  assert.is(result.passed, 2);
});

test('a throwing before hook fails the file', async () => {
  assert.equal((await runFixture('throwing-hook')).problems, ['0 of 1 tests passed']);
});

test('a suite that is never run fails the file', async () => {
  assert.equal((await runFixture('missing-run')).problems, [
    'printed nothing: is test.run() missing?',
  ]);
});

test('an empty file fails', async () => {
  assert.is((await runFixture('empty')).problems.length, 1);
});

test('a suite without tests fails the file', async () => {
  assert.equal((await runFixture('no-tests')).problems, ['holds no test']);
});

test('.only fails the file', async () => {
  const { problems } = await runFixture('only');
  assert.is(problems.length, 1);
  assert.match(problems[0] ?? '', 'skipped');
});

test('.skip fails the file', async () => {
  assert.equal((await runFixture('skip')).problems, ['1 skipped (.only or .skip)']);
});

test('a failing test fails the file, and its message is kept', async () => {
  const result = await runFixture('failing');
  assert.equal(result.problems, ['exit code 1', '1 of 2 tests passed']);
  assert.match(result.output, 'two is broken');
});

test('a rejection after the last test fails the file', async () => {
  assert.equal((await runFixture('late-rejection')).problems, ['exit code 1']);
});

test('an exit in the middle of the tests fails the file', async () => {
  assert.ok((await runFixture('early-exit')).problems.length > 0);
});

test('a hanging test is killed at the deadline, with what it started', async () => {
  const result = await runFixture('hanging', 1500);
  const child = Number(/child (\d+)/.exec(result.output)?.[1]);
  assert.match(result.problems[0] ?? '', 'did not end within 1.5 s');
  assert.ok(child > 0);
  assert.ok(await hasDied(child));
});

test('a program that a passing file leaves behind is killed and holds nothing up', async () => {
  const result = await runFixture('left-behind');
  const child = Number(/child (\d+)/.exec(result.output)?.[1]);
  assert.equal(result.problems, []);
  assert.ok(child > 0);
  assert.ok(await hasDied(child));
});

test('a summary is found through colours', () => {
  const output =
    '\n  Total:     3\u001b[32m\n  Passed:    3\u001b[39m\n  Skipped:   0\n  Duration:  1ms\n';
  assert.equal(parseSummaries(output), [{ total: 3, passed: 3, skipped: 0 }]);
});

test('tests that trace run serially, fixtures never', () => {
  const files = [
    'model/errors.test.js',
    'tracer/engine.test.js',
    'tidy.test.js',
    'helpers/root.js',
    'fixtures/wrapper/x.test.js',
  ];
  assert.equal(planTests(files), {
    parallel: ['model/errors.test.js', 'tidy.test.js'],
    serial: ['tracer/engine.test.js'],
  });
});

test('filters keep the files with one of those parts in their path', () => {
  const files = ['model/errors.test.js', 'model/ids.test.js', 'tracer/engine.test.js'];
  const serial = ['tracer/engine.test.js'];
  assert.equal(planTests(files, ['engine']), { parallel: [], serial });
  assert.equal(planTests(files, ['engine', 'ids']), { parallel: ['model/ids.test.js'], serial });
});

function fileResult(counts: Partial<FileResult>): FileResult {
  const blank = { file: 'x', total: 0, passed: 0, skipped: 0, problems: [], output: '' };
  return { ...blank, durationMs: 1, ...counts };
}

test('the totals count a file that failed without a failing test', () => {
  const results = [
    fileResult({ total: 3, passed: 3 }),
    fileResult({ total: 2, passed: 1, problems: ['exit code 1', '1 of 2 tests passed'] }),
    fileResult({ problems: ['printed nothing'] }),
  ];
  assert.is(renderTotals(results), '4 passed, 2 failed');
});

test('at the end stands once more what failed, and only that', () => {
  const failed = fileResult({ total: 1, problems: ['exit code 1'], output: 'broken' });
  const results = new Map([
    ['good', fileResult({ total: 1, passed: 1 })],
    ['bad', failed],
  ]);
  assert.is(renderFailures(results), renderFile('bad', failed));
});

test('the totals name skipped tests', () => {
  const skipping = fileResult({ total: 1, passed: 1, skipped: 2, problems: ['2 skipped'] });
  assert.is(renderTotals([skipping]), '1 passed, 1 failed, 2 skipped');
});

test('the line of a failed file is followed by all that it wrote', () => {
  const failed = fileResult({ total: 1, problems: ['exit code 1'], output: 'first\nsecond\n' });
  assert.match(renderFile('x.test', failed), 'FAIL');
  assert.match(renderFile('x.test', failed), '| first\n      | second\n');
});

test.run();
