/** What a network or a machine can do. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkRealisable } from '../../src/faults/realisable.ts';
import { parseFault } from '../../src/faults/text.ts';
import type { Fault } from '../../src/model/fault.ts';

const test = suite('realisable');

for (const text of [
  'a→b "X"#1: cut',
  'a→b "X"#1: cut reset',
  'client→a "X"#1: cut',
  'a→client "X"#1: cut',
  'a→outside "X"#1: cut',
  'a→b udp "X"#1: omit',
  'a→b unix "X"#1: cut',
  'a→b unixpacket "X"#1: cut reset',
  'a→b unixgram "X"#1: omit',
  'a: crash after a→b pipe "X"#1',
  'client→a connect#1: refuse',
  'a: crash before a→b "X"#1',
  'a: crash after a→client udp any#1',
  'a: crash before a→b connect#1',
  'a: crash after a→a "X"#1',
  'a: crash at end',
]) {
  test(`${text} can be`, () => {
    assert.is(checkRealisable(parseFault(text)), undefined);
  });
}

const at = parseFault('a→b "X"#1: cut') as Extract<Fault, { kind: 'cut' }>;
const REFUSED: readonly (readonly [string | Fault, RegExp])[] = [
  ['a→b "X"#1: omit', /hole/],
  ['a→b connect#1: omit', /refuse it/],
  ['a→b unix "X"#1: omit', /hole/],
  ['a→b unixgram "X"#1: cut', /omit it/],
  ['a→b pipe "X"#1: cut', /crash one/],
  ['a→b udp "X"#1: cut', /omit it/],
  ['a→b connect#1: cut', /refuse it/],
  ['a→b "X"#1: refuse', /only an attempt to connect/],
  ['a→b udp "X"#1: refuse', /only an attempt to connect/],
  ['a→a "X"#1: cut', /a sends to itself/],
  ['a→a udp "X"#1: omit', /to itself/],
  ['a→a connect#1: refuse', /to itself/],
  ['outside→a "X"#1: cut', /from outside/],
  ['invariant→a "X"#1: cut', /after the workload/],
  ['a→invariant "X"#1: cut', /after the workload/],
  ['a: crash before a→invariant "X"#1', /after the workload/],
  ['a: crash before b→a "X"#1', /a sends, not b/],
  ['client: crash at end', /client is an observer/],
  ['invariant: crash at end', /invariant is an observer/],
  ['client: crash before client→a "X"#1', /client is an observer/],
  ['outside: crash at end', /outside is no node/],
  [{ kind: 'crash', node: 'a', when: 'end', at: at.at }, /at no message/],
  [{ kind: 'crash', node: 'a', when: 'before' }, /crash before a message needs/],
  [{ kind: 'crash', node: 'a', when: 'after' }, /crash after a message needs/],
];
for (const [given, reason] of REFUSED) {
  test(`${typeof given === 'string' ? given : JSON.stringify(given)} cannot be`, () => {
    const fault = typeof given === 'string' ? parseFault(given) : given;
    assert.match(checkRealisable(fault) ?? 'it can', reason);
  });
}

test.run();
