import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseFault } from '../../src/faults/text.ts';
import { explain } from '../../src/search/explain.ts';
import { createFakeRunner, type Protocol } from '../helpers/fake-runner.ts';
import { asyncBackup, broadcast, retry } from '../helpers/protocols.ts';

const test = suite('explain');

async function chainOf(
  protocol: Protocol,
  ...texts: readonly string[]
): Promise<readonly string[]> {
  const faults = texts.map((text) => parseFault(text));
  const runner = createFakeRunner(protocol);
  return explain(await runner.run({ id: 1, purpose: 'replay', faults }));
}

test('the chain leads from the cut over the crash to the broken promise', async () => {
  const chain = await chainOf(
    asyncBackup(['k1', 'k2']),
    'primary: crash after primary→client "OK k2"#1',
    'primary→replica "SET k1"#1: cut',
  );
  assert.equal(chain, [
    'The stream primary→replica was cut at primary→replica "SET k1"#1; neither end was told.' +
      ' primary sent it after "SET k1" from client.',
    'replica never received "SET k1", "SET k2".',
    'primary answered the client "OK k1", "OK k2", though "SET k1", "SET k2" had not come to ' +
      'replica.',
    'primary was killed after primary→client "OK k2"#1.',
    'No other node had heard of what the client had sent to primary: "SET k1", "SET k2".',
    'The invariant said: k1 was acknowledged and is lost',
  ]);
});

test('a node that had passed the request on did not keep it to itself', async () => {
  const chain = await chainOf(asyncBackup(['k1']), 'primary: crash after primary→client "OK k1"#1');
  assert.not.ok(chain.some((step) => step.startsWith('No other node')));
  assert.is(chain[0], 'primary had answered the client: "OK k1".');
});

test('a lost datagram is told with the node that missed it', async () => {
  const [step] = await chainOf(broadcast(), 'client→a udp "NEWS"#1: omit');
  assert.is(step, 'The datagram client→a udp "NEWS"#1 was lost: a never received it.');
});

test('a reset is told as one', async () => {
  const [step] = await chainOf(retry(), 'client→server "PUT"#1: cut reset');
  assert.match(step ?? '', /both ends saw it reset/);
});

test('what a retry has brought after all was not lost for ever', async () => {
  const chain = await chainOf(retry(), 'client→server "PUT"#1: cut');
  assert.is(chain[1], 'server did not receive "PUT" on that stream.');
});

test('a refused attempt to connect is told', async () => {
  const [step] = await chainOf(retry(), 'client→server connect#1: refuse');
  assert.match(step ?? '', /client→server connect#1 was refused/);
});

test('more than three lost messages are counted, not listed', async () => {
  const keys = ['k1', 'k2', 'k3', 'k4', 'k5'];
  const chain = await chainOf(asyncBackup(keys), 'primary→replica "SET k1"#1: cut');
  assert.ok(chain.includes('replica never received "SET k1", "SET k2", "SET k3" and 2 more.'));
});

test('a fault that missed is no step', async () => {
  const chain = await chainOf(asyncBackup(['k1']), 'primary→replica "SET k9"#1: cut');
  assert.equal(chain, ['The invariant said: held']);
});

test.run();
