/** When progress is shown. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { displayProgress } from '../../src/cli/progress-display.ts';
import type { HuntEvent } from '../../src/model/hunt.ts';
import { PLAIN } from '../../src/report/palette.ts';

const test = suite('progress display');

const START = { spec: 'mailbox', startedMs: 0, baselines: 1 };
const EVENT: HuntEvent = {
  kind: 'run-started',
  request: { id: 1, purpose: 'baseline', faults: [] },
};

async function written(quiet: boolean, stopFirst = false): Promise<string> {
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  const err = { write, isTerminal: false, palette: PLAIN };
  const display = await displayProgress(START, err, quiet, () => 0);
  if (stopFirst) {
    display.stop();
  }
  display.onEvent(EVENT);
  assert.is(display.progress().phase, 'baseline');
  display.stop();
  return text;
}

test('a log gets the phase', async () => {
  assert.is(await written(false), 'mailbox: running without faults\n');
});

test('quiet is silent but keeps count', async () => {
  assert.is(await written(true), '');
});

test('nothing is shown after the stop', async () => {
  assert.is(await written(false, true), '');
});

test.run();
