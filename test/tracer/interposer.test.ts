import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PASSIVE } from '../../src/tracer/interposer.ts';

const test = suite('tracer/interposer');

test('the passive interposer wants nothing and orders nothing', () => {
  const message = {
    from: 'a',
    to: 'b',
    kind: 'tcp',
    label: '',
    labelClass: '',
    digest: '',
  } as const;
  assert.is(PASSIVE.wants('a', 'b'), false);
  assert.is(PASSIVE.order({ call: 0, messages: [message], starts: [0], size: 1 }), undefined);
  assert.is(PASSIVE.sent(0, message), undefined);
  assert.is(PASSIVE.ended(0), undefined);
});

test.run();
