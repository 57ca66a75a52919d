/** Which datagram a receive was, out of those under way. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Datagram, Datagrams, type Received } from '../../src/tracer/datagrams.ts';
import { Recorder } from '../../src/tracer/recorder.ts';

const test = suite('tracer/datagrams');

const SERVER = '127.0.0.1:53';

const datagram = (local: string, text: string, more: Partial<Datagram> = {}): Datagram =>
  ({
    offer: { from: 'c', to: 's', kind: 'udp', label: text, labelClass: text, digest: text },
    destination: SERVER,
    size: text.length,
    entry: 0,
    phase: 'workload',
    socket: { local },
    watchers: [],
    place: undefined,
    ...more,
  }) as Datagram;

const receive = (text: string, source: string | undefined, more: Partial<Received> = {}) => ({
  local: SERVER,
  source,
  size: text.length,
  room: 100,
  digest: text,
  ...more,
});

const senderOf = ({ socket }: Datagram): string | undefined => socket.local;

const make = (...list: readonly Datagram[]): Datagrams => {
  const datagrams = new Datagrams(new Recorder());
  for (const one of list) {
    datagrams.offer(one);
  }
  return datagrams;
};

const A = '127.0.0.1:1001';
const B = '127.0.0.1:1002';

test('source, destination, length and digest must agree', () => {
  const wanted = datagram(A, 'hello');
  const datagrams = make(
    datagram(B, 'hello'),
    datagram(A, 'hullo'),
    datagram(A, 'hello', { destination: '127.0.0.1:54' }),
    wanted,
  );
  assert.is(datagrams.received(receive('hello', A), senderOf), wanted);
  assert.is(datagrams.received(receive('hello', A), senderOf), undefined, 'only once');
});

test('the earliest of equal datagrams is taken', () => {
  const [first, second] = [datagram(A, 'x'), datagram(A, 'x')];
  const datagrams = make(first, second);
  assert.is(datagrams.received(receive('x', A), senderOf), first);
  assert.is(datagrams.received(receive('x', A), senderOf), second);
});

test('a receiver at the wildcard address, and a sender bound to it', () => {
  const wild = datagram('0.0.0.0:1001', 'x');
  const datagrams = make(wild);
  assert.is(datagrams.received(receive('x', B, { local: '[::]:53' }), senderOf), undefined);
  assert.is(datagrams.received(receive('x', A, { local: '[::]:53' }), senderOf), wild);
});

test('a receiver that did not ask for the source takes the earliest that fits', () => {
  const first = datagram(B, 'x');
  assert.is(make(first, datagram(A, 'x')).received(receive('x', undefined), senderOf), first);
});

test('a sender of whom nothing is known any more may have been it', () => {
  const one = datagram('0.0.0.0:0', 'x');
  assert.is(
    make(one).received(receive('x', A), () => undefined),
    one,
  );
});

test('a datagram that did not fit its reader is found by its length', () => {
  const long = datagram(A, 'longer');
  const datagrams = make(datagram(A, 'x'), long);
  assert.is(datagrams.received(receive('lon', A, { room: 3 }), senderOf), long);
});

test('one that failed is not received', () => {
  const one = datagram(A, 'x');
  const datagrams = make(one);
  datagrams.withdraw(one);
  datagrams.withdraw(one);
  assert.is(datagrams.received(receive('x', A), senderOf), undefined);
});

test('both directions between two addresses are one channel, with one count', () => {
  const datagrams = make();
  const there = datagrams.settle(datagram(A, 'ping'), false);
  const back = datagrams.settle(datagram(SERVER, 'pong', { destination: A }), false);
  const other = datagrams.settle(datagram(B, 'ping'), true);
  assert.equal([there.channel, there.direction, there.ordinal], [0, 'forth', 0]);
  assert.equal([back.channel, back.direction, back.ordinal], [0, 'back', 1]);
  assert.equal([other.channel, other.ordinal, other.message.withheld], [1, 0, true]);
});

test('a wildcard sender is one of its destination', () => {
  const datagrams = make();
  const there = datagrams.settle(datagram('0.0.0.0:1001', 'ping'), false);
  const back = datagrams.settle(datagram(SERVER, 'pong', { destination: A }), false);
  assert.is(there.channel, back.channel);
});

test('without losses each receive finds the datagram that it was, in any order of sources', () => {
  const plan = fc.array(
    fc.record({ from: fc.constantFrom(A, B), text: fc.constantFrom('x', 'y', 'zz') }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(plan, fc.infiniteStream(fc.boolean()), (list, picks) => {
      const all = list.map(({ from, text }) => datagram(from, text));
      const datagrams = make(...all);
      const queues = [A, B].map((from) => all.filter(({ socket }) => socket.local === from));
      while (queues.some((queue) => queue.length > 0)) {
        const pick = picks.next().value ? 1 : 0;
        const one = (queues[pick]?.shift() ?? queues[1 - pick]?.shift()) as Datagram;
        const text = one.offer.digest;
        assert.is(datagrams.received(receive(text, one.socket.local), senderOf), one);
      }
    }),
  );
});

test.run();
