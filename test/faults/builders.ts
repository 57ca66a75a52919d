/** Small traces and arbitrary faults: what the tests of the faults room share. */

import fc from 'fast-check';
import type { Outgoing } from '../../src/faults/ordinals.ts';
import type { Address, AddressLevel } from '../../src/model/address.ts';
import { DATAGRAM_KINDS, type MessageKind, STREAM_KINDS } from '../../src/model/channel.ts';
import { EdgeLog } from '../../src/model/edge-log.ts';
import { EventLog } from '../../src/model/event-log.ts';
import { MessageLog } from '../../src/model/message-log.ts';
import type { Message, RunPhase, Trace } from '../../src/model/trace.ts';

/**
 * A message a→b in short: `SET k1=v1` has label `SET k1`, class `SET` and a digest that depends on
 * `v1`.
 */
export function outgoing(text: string, from = 'a', to = 'b', kind: MessageKind = 'tcp'): Outgoing {
  const [label = '', payload = ''] = text.split('=');
  const digest = Buffer.from(`${payload}\0\0\0\0`).toString('hex').slice(0, 8);
  return { from, to, kind, label, labelClass: label.split(' ')[0] ?? '', digest };
}

export function address(text: string, level: AddressLevel, ordinal: number): Address {
  const { from, to, kind, label, labelClass, digest } = outgoing(text);
  const labels = {
    exact: label,
    context: label,
    channel: label,
    label,
    class: labelClass,
    order: '',
  };
  return {
    from,
    to,
    kind,
    level,
    label: labels[level],
    digest: level === 'exact' ? digest : '',
    ordinal,
  };
}

export function messageOf(
  sent: Outgoing,
  id: number,
  phase: RunPhase = 'workload',
  withheld = false,
): Message {
  return {
    ...sent,
    id,
    phase,
    withheld,
    channel: 0,
    direction: 'forth',
    window: { from: id, to: id + 1 },
    sent: id,
    received: [],
  };
}

export function traceOf(messages: readonly Message[]): Trace {
  return {
    version: 1,
    spec: 'test',
    nodes: ['a', 'b'],
    events: EventLog.of([]),
    channels: [],
    edges: EdgeLog.of([]),
    messages: MessageLog.of(messages),
    workload: { from: 0, to: 0 },
  };
}

/** A trace of workload messages. */
export function workload(...sent: readonly (string | Outgoing)[]): Trace {
  return traceOf(
    sent.map((one, id) => messageOf(typeof one === 'string' ? outgoing(one) : one, id)),
  );
}

/** Records with the usual prototype, as parsing makes them: strict equality tells. */
export function record<T>(model: { [Key in keyof T]: fc.Arbitrary<T[Key]> }): fc.Arbitrary<T> {
  return fc.record<T>(model, { noNullPrototype: true });
}

export const anyNodeName = fc.oneof(
  fc.constantFrom('primary', 'replica-1', 'node_2', 'a.b', 'узел'),
  fc.string({ unit: fc.constantFrom('a', 'Z', '0', '_', '-', '.'), minLength: 1, maxLength: 5 }),
);
const label = fc.oneof(
  fc.constantFrom(
    'SET k1',
    '',
    '"',
    '\\',
    '\\n',
    '\n',
    'a"b\\c',
    '→',
    '…',
    '\u202e',
    '\ud800',
    '\0',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const digest = fc.nat(0xffffffff).map((value) => value.toString(16).padStart(8, '0'));
const ordinal = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const name: fc.Arbitrary<Pick<Address, 'level' | 'label' | 'digest'>> = fc.oneof(
  record({ level: fc.constantFrom('exact' as const, 'context' as const), label, digest }),
  record({
    level: fc.constant('channel' as const),
    label,
    digest: fc.integer({ min: 1, max: 1e9 }).map(String),
  }),
  record({
    level: fc.constantFrom('label' as const, 'class' as const),
    label,
    digest: fc.constant(''),
  }),
  fc.constant({ level: 'order' as const, label: '', digest: '' }),
);

export const anyAddress: fc.Arbitrary<Address> = fc.oneof(
  record({
    from: anyNodeName,
    to: anyNodeName,
    kind: fc.constantFrom(...STREAM_KINDS, ...DATAGRAM_KINDS),
    name,
    ordinal,
  }).map(({ name: named, ...rest }) => ({ ...rest, ...named })),
  record({ from: anyNodeName, to: anyNodeName, ordinal }).map((rest) => ({
    ...rest,
    kind: 'connect' as const,
    level: 'order' as const,
    label: '',
    digest: '',
  })),
);
