import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { clientNames, isClient } from '../../src/model/trace.ts';

const test = suite('model/trace');

test('one client is called client, several have numbers', () => {
  assert.equal(clientNames(1), ['client']);
  assert.equal(clientNames(2), ['client.1', 'client.2']);
});

test('clients are told from the nodes of the system and from the invariant', () => {
  assert.ok(clientNames(3).every(isClient) && isClient('client'));
  assert.not.ok(['clients', 'client-1', 'invariant', 'a'].some(isClient));
});

test.run();
