/** What a good run shows around a fault. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { addressText } from '../../src/faults/address-text.ts';
import { learnNaming } from '../../src/faults/naming.ts';
import { parseAddress } from '../../src/faults/text.ts';
import { surroundingsIn } from '../../src/search/surroundings.ts';
import { createFakeRunner } from '../helpers/fake-runner.ts';
import { asyncBackup } from '../helpers/protocols.ts';

const test = suite('surroundings');

async function ofBackup() {
  const request = { id: 1, purpose: 'control', faults: [] } as const;
  const { trace } = await createFakeRunner(asyncBackup(['k1', 'k2'])).run(request);
  return surroundingsIn(trace, learnNaming([trace]));
}

test('those who talk during the workload take part', async () => {
  assert.equal((await ofBackup()).nodes, ['client', 'primary', 'replica']);
});

test('what a node sends next is told by its name', async () => {
  const { nextSent } = await ofBackup();
  const next = nextSent(parseAddress('primary→client "OK k1"#1'));
  assert.is(next && addressText(next), 'primary→replica "SET k2"#1');
});

test('after its last message it sends nothing, nor after one that there is not', async () => {
  const { nextSent } = await ofBackup();
  assert.is(nextSent(parseAddress('primary→client "OK k9"#1')), undefined);
  const last = nextSent(parseAddress('primary→replica "SET k2"#1'));
  assert.is(last && nextSent(last), undefined);
});

test.run();
