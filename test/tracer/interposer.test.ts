import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PASSIVE } from '../../src/tracer/interposer.ts';
import { DIAL, SERVE } from './casts.ts';
import { fates, play, said } from './play.ts';

const test = suite('tracer/interposer');

test('the passive interposer wants nothing and orders nothing', () => {
  const message = {
    from: 'a',
    to: 'b',
    kind: 'tcp',
    label: '',
    labelClass: '',
    digest: '',
    sent: 0,
  } as const;
  assert.is(PASSIVE.wants('a', 'b'), false);
  assert.is(PASSIVE.order({ call: 0, messages: [message], starts: [0], size: 1 }), undefined);
  assert.is(PASSIVE.sent(0, message), undefined);
  assert.is(PASSIVE.ended(0), undefined);
});

test('an anchor on a message that was read: what is sent because of that is cut', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 3', 'write a got', 'read a 3', 'write a ack'],
      c: [...DIAL, 'write a one', 'all a 3', 'write a two', 'all a 3', 'write a two'],
    },
    { faults: ['c→s "two"#1: cut after c→s "two"#1 received'] },
  );
  assert.equal(fates(traced), ['fired: withheld 3 bytes of this write']);
  assert.equal(said(traced), [
    'c→s "one" 0..3 ×1',
    's→c "got" 0..3 ×1',
    'c→s "two" 3..6 ×1',
    's→c "ack" 3..6 ×1',
    'c→s "two" 6..9 withheld',
  ]);
});

test('an anchor on a crash, and a window that closes', async () => {
  const cast = {
    s: [...SERVE, 'read a 3', 'exit 0'],
    c: [...DIAL, 'write a one', 'read a 1', 'tcp b', 'connect b 127.0.0.1 %port'],
  };
  const crashed = await play(cast, { faults: ['c→s connect#1: refuse after s crashed'] });
  assert.equal(fates(crashed), ['fired: the connection was refused']);
  const closed = await play(cast, { faults: ['c→s connect#2: refuse before s crashed'] });
  assert.equal(fates(closed), ['missed: "s crashed" happened before its message']);
});

test.run();
