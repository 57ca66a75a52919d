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
  'a→b "X"#1: cut both until heal, then reset',
  'a→b "X"#1: reset',
  'a→b "X"#1: delay for 1s',
  'a→b udp "X"#1: delay until c crashed',
  'a→b udp "X"#1: duplicate 3 times',
  'a→b udp "X"#1: reorder',
  'a→b connect#1: ignore for 3s',
  'client→a connect#1: stall until heal',
  'a,client↔b: partition',
  'a→outside: partition',
  'a: crash after b→a "X"#1 received, restart after 1s',
  'a: crash once b→c "X"#1 sent',
  'a: pause before a→b "X"#1 for 1s',
  'a: fail write,fsync error=EIO',
  'a: fail fsync error=EIO, losing unsynced writes',
  'a→a "X"#1: fail error=EAGAIN',
  'a: shorten read to 0 bytes',
  'a: shorten write to 1 byte',
  'a: fill disk',
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
  ['a→b udp "X"#1: shorten to 3 bytes', /whole or not at all/],
  ['a→b connect#1: shorten to 3 bytes', /moves no bytes/],
  [{ kind: 'fail', at: at.at, error: 'EIO', loses: true }, /a failed send loses no writes/],
  ['client: crash at end', /client is an observer/],
  ['invariant: crash at end', /invariant is an observer/],
  ['client: crash before client→a "X"#1', /client is an observer/],
  ['outside: crash at end', /outside is no node/],
  ['a→b udp "X"#1: reset', /omit it/],
  ['a→b "X"#1: duplicate', /once and in order/],
  ['a→b "X"#1: reorder behind 2', /once and in order/],
  ['a→b connect#1: duplicate', /no datagram to duplicate/],
  ['a→b connect#1: delay for 1s', /ignore it for a time/],
  ['a→b "X"#1: ignore', /only an attempt to connect/],
  ['a→b "X"#1: stall for 1s', /only an attempt to connect/],
  ['a→outside connect#1: stall for 1s', /not traced/],
  ['a→a "X"#1: delay for 1s', /to itself/],
  ['a↔invariant: partition', /after the workload/],
  ['client↔outside: partition', /no node of the system/],
  ['a: crash after a→b "X"#1 received', /a receives, not b/],
  ['a: pause at end for 1s', /all faults end then/],
  ['client: pause once a crashed for 1s', /client is an observer/],
  ['client: fail write error=EIO', /client is an observer/],
  ['outside: fill disk', /outside is no node/],
  ['a: shorten fsync to 1 byte', /no number of bytes/],
  ['a: shorten write to 0 bytes', /takes 0/],
  ['a→b "X"#1: shorten to 0 bytes', /takes 0/],
  ['outside→a "X"#1: fail error=EIO', /from outside/],
  [{ kind: 'fail', error: 'EIO' }, /either at a message or at calls/],
  [
    { kind: 'partition', sides: [['a'], ['a', 'b']], direction: 'one' },
    /nothing cuts a node in two/,
  ],
  [{ kind: 'partition', sides: [[], ['b']], direction: 'one' }, /a node on each side/],
  [{ kind: 'crash', node: 'a', when: 'once' }, /needs an event/],
  [{ kind: 'crash', node: 'a', when: 'end', window: { after: [] } }, /has no window/],
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
