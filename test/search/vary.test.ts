/** Faults at other points. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { learnNaming } from '../../src/faults/naming.ts';
import { parseFault } from '../../src/faults/text.ts';
import { variantsOf } from '../../src/search/vary.ts';
import { createFakeRunner, type Protocol } from '../helpers/fake-runner.ts';
import { textsOf } from '../helpers/hunting.ts';
import { asyncBackup, broadcast } from '../helpers/protocols.ts';

const test = suite('variants of a fault');

async function variants(protocol: Protocol, text: string): Promise<readonly string[]> {
  const request = { id: 1, purpose: 'control', faults: [] } as const;
  const { trace } = await createFakeRunner(protocol).run(request);
  return textsOf(variantsOf(parseFault(text), trace, learnNaming([trace])));
}

test('a crash on the other side of its message, near it, and at the end', async () => {
  const texts = await variants(
    asyncBackup(['k1', 'k2']),
    'primary: crash after primary→client "OK k1"#1',
  );
  assert.ok(texts.includes('primary: crash before primary→client "OK k1"#1'));
  assert.ok(texts.includes('primary: crash after primary→client "OK k2"#1'));
  assert.is(texts.at(-1), 'primary: crash at end');
});

test('a cut with the other ending, and at messages near it on its stream', async () => {
  const texts = await variants(asyncBackup(['k1', 'k2', 'k3']), 'primary→replica "SET k2"#1: cut');
  assert.equal(texts, [
    'primary→replica "SET k2"#1: cut reset',
    'primary→replica "SET k1"#1: cut',
    'primary→replica "SET k3"#1: cut',
  ]);
});

test('a lost datagram, at those near it of the same pair', async () => {
  const texts = await variants(broadcast(['a', 'b'], 3), 'client→a udp "NEWS"#2: omit');
  assert.equal(texts, ['client→a udp "NEWS"#1: omit', 'client→a udp "NEWS"#3: omit']);
});

test('what the good run does not have has no variants, nor has a fault at no message', async () => {
  assert.equal(await variants(asyncBackup(), 'primary→replica "SET k9"#1: cut'), []);
  assert.equal(await variants(asyncBackup(), 'primary: crash at end'), []);
});

test.run();
