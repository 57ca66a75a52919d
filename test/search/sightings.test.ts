/** What a hunt was to see in some of its runs. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Runner } from '../../src/model/run.ts';
import { sightingsOver } from '../../src/search/sightings.ts';
import { createFakeRunner } from '../helpers/fake-runner.ts';
import { huntWith } from '../helpers/hunting.ts';
import { asyncBackup, syncBackup } from '../helpers/protocols.ts';

const test = suite('sightings');

/** Runs under faults see the first line, none sees the second. */
function seeing(runner: Runner): Runner {
  return {
    run: async (request) => {
      const result = await runner.run(request);
      return { ...result, seen: request.faults.length > 0 ? [0] : [] };
    },
    close: () => runner.close(),
  };
}

const SOUGHT = [{ match: 'retried', node: 'client' }, { match: 'leader' }] as const;

test('runs are counted by what they had, and what none had is missing', async () => {
  const sightings = sightingsOver(seeing(createFakeRunner(syncBackup())), SOUGHT);
  assert.is(
    sightings.missing(),
    'never seen: a line like /retried/ of client; a line like /leader/ of anybody',
  );
  await sightings.runner.run({ id: 1, purpose: 'baseline', faults: [] });
  assert.equal(
    sightings.all().map(({ runs }) => runs),
    [0, 0],
  );
});

test('a hunt that found nothing, and has not seen all, is no pass', async () => {
  const runner = (): Runner => seeing(createFakeRunner(syncBackup()));
  const { result } = await huntWith(runner(), { sometimes: SOUGHT });
  assert.is(result.outcome, 'inconclusive');
  assert.is(result.reason, 'never seen: a line like /leader/ of anybody');
  assert.ok(result.certificate !== undefined);
  assert.ok((result.sometimes?.[0]?.runs ?? 0) > 0);
  const [first] = SOUGHT;
  const passed = await huntWith(runner(), { sometimes: [first] });
  assert.is(passed.result.outcome, 'exhausted');
  assert.is((await huntWith(runner())).result.sometimes, undefined);
});

test('a violation is one, whatever was not seen', async () => {
  const { result } = await huntWith(seeing(createFakeRunner(asyncBackup(['k1']))), {
    sometimes: SOUGHT,
  });
  assert.is(result.outcome, 'violated');
  assert.is(result.sometimes?.[1]?.runs, 0);
});

test.run();
