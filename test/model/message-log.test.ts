import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesOf } from '../../src/model/columns.ts';
import { MessageLog, MessageWriter, type NewMessage } from '../../src/model/message-log.ts';
import type { Message } from '../../src/model/trace.ts';

const test = suite('model/message-log');

const SENT: NewMessage = {
  kind: 'tcp',
  channel: 0,
  direction: 'forth',
  from: 'a',
  to: 'b',
  label: 'SET k1',
  labelClass: 'SET',
  digest: '0000beef',
  start: 0,
  end: 9,
  sent: 0,
  phase: 'workload',
  withheld: false,
};

const EVENT_MAX = 2 ** 32 - 1;
const offset = fc.nat(2 ** 53 - 1);

const message: fc.Arbitrary<Omit<Message, 'id'>> = fc.record({
  kind: fc.constantFrom('tcp' as const, 'udp' as const, 'pipe' as const, 'connect' as const),
  channel: fc.integer({ min: -1, max: 2 ** 31 - 1 }),
  direction: fc.constantFrom('forth' as const, 'back' as const),
  from: fc.constantFrom('a', 'b', 'client'),
  to: fc.constantFrom('a', 'b', 'outside'),
  label: fc.string(),
  labelClass: fc.string(),
  digest: fc.constantFrom('', '00000000', 'ffffffff', '0000beef', 'BEEF0000', 'none', '1'),
  window: fc.tuple(offset, offset).map(([from, to]) => ({ from, to })),
  sent: fc.nat(EVENT_MAX),
  received: fc.array(fc.nat(EVENT_MAX), { maxLength: 4 }),
  phase: fc.constantFrom('setup' as const, 'workload' as const, 'check' as const),
  withheld: fc.boolean(),
});

const numbered = (messages: readonly Omit<Message, 'id'>[]): readonly Message[] =>
  messages.map((one, id) => ({ id, ...one }));

test('property: what was put in is read back, one by one and as JSON', () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 150 }), (messages) => {
      const expected = numbered(messages);
      const log = MessageLog.of(messages);
      assert.is(log.length, messages.length);
      assert.equal([...log], expected);
      assert.equal(
        expected.map(({ id }) => log.at(id)),
        expected,
      );
      assert.equal(JSON.parse(JSON.stringify(log)), JSON.parse(JSON.stringify(expected)));
    }),
  );
});

test('property: it survives being cloned as plain columns', () => {
  fc.assert(
    fc.property(fc.array(message), (messages) => {
      const log = MessageLog.of(messages);
      assert.equal([...new MessageLog(structuredClone(log.pack()))], [...log]);
    }),
  );
});

test('property: sorted by send, then window, then as they came, each with its reads', () => {
  const few = fc.tuple(fc.nat(3), fc.nat(3), fc.array(fc.nat(9)));
  fc.assert(
    fc.property(fc.array(few), (rows) => {
      const writer = new MessageWriter();
      for (const [index, [sent, start]] of rows.entries()) {
        writer.push({ ...SENT, label: String(index), sent, start });
      }
      // In turns, as streams are read.
      for (let turn = 0; turn < 10; turn += 1) {
        for (const [id, [, , received]] of rows.entries()) {
          const event = received[turn];
          if (event !== undefined) {
            writer.read(id, event);
          }
        }
      }
      const expected = rows
        .map(([sent, start, received], index) => ({ label: String(index), sent, start, received }))
        .sort((a, b) => a.sent - b.sent || a.start - b.start);
      const log = writer.sorted();
      assert.equal(
        log.map(({ label, sent, window, received }) => ({
          label,
          sent,
          start: window.from,
          received,
        })),
        expected,
      );
      assert.equal(
        log.map(({ id }) => id),
        rows.map((_, id) => id),
      );
    }),
  );
});

test('a message that is not there is undefined', () => {
  const log = MessageLog.of([]);
  assert.equal(
    [-1, 0, 1, 0.5].map((id) => log.at(id)),
    Array(4).fill(undefined),
  );
});

test('who reads a pipe may be known only when all is over', () => {
  const writer = new MessageWriter();
  writer.push({ ...SENT, kind: 'pipe', channel: 1, to: 'outside' });
  writer.push(SENT);
  const log = writer.sorted((kind, channel) => (kind === 'pipe' ? `n${channel}` : undefined));
  assert.equal(
    log.map(({ to }) => to),
    ['n1', 'b'],
  );
});

test('what changes after a snapshot is no part of it', () => {
  const writer = new MessageWriter();
  const id = writer.push(SENT);
  const before = writer.snapshot();
  writer.setEnd(id, 12);
  writer.setWithheld(id, true);
  writer.setChannel(id, 7);
  writer.read(id, 3);
  writer.push(SENT);
  const after = writer.snapshot();
  assert.equal(before.toJSON(), numbered([{ ...plain(SENT), window: { from: 0, to: 9 } }]));
  const changed = { window: { from: 0, to: 12 }, withheld: true, channel: 7, received: [3] };
  assert.equal(after.at(0), { id: 0, ...plain(SENT), ...changed });
  assert.is(after.length, 2);
});

const plain = ({ start: _, end: __, ...rest }: NewMessage) => ({
  ...rest,
  received: [] as number[],
});

test('messages are found, mapped and chosen without an array of them', () => {
  const log = MessageLog.of([1, 2, 3].map((sent) => ({ ...plain(SENT), window, sent })));
  assert.is(log.find(({ sent }) => sent > 1)?.id, 1);
  assert.is(
    log.find(() => false),
    undefined,
  );
  assert.equal(
    [log.some(({ sent }) => sent === 3), log.some(({ sent }) => sent === 4)],
    [true, false],
  );
  assert.equal(
    log.filter(({ sent }) => sent !== 2).map(({ id }) => id),
    [0, 2],
  );
  assert.equal(
    log.flatMap(({ sent }) => (sent === 2 ? [] : [sent, sent])),
    [1, 1, 3, 3],
  );
});

const window = { from: 0, to: 9 };

test('who was shown some of a message is asked without making it', () => {
  const none = { ...plain(SENT), window };
  const log = MessageLog.of([none, { ...none, received: [3, 5] }, none]);
  assert.equal(
    [0, 1, 2, 3].map((id) => log.wasRead(id, (event) => event === 5)),
    [false, true, false, false],
  );
  assert.equal([...log.receivedBy(1)], [3, 5]);
});

test('a message takes 46 bytes and 4 a read', () => {
  const log = MessageLog.of(
    Array.from({ length: 1000 }, () => ({ ...plain(SENT), window, received: [1, 2] })),
  );
  assert.is(bytesOf(log.columns), 46 * 1000);
  assert.is(log.received.byteLength, 8 * 1000);
});

test.run();
