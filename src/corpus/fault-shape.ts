/**
 * Faults as data (model/fault.ts), as a form that JSON can be checked against. Its lines of text
 * say the same, and are what is read: see faults/text.ts.
 */
import * as z from 'zod';
import { ADDRESS_LEVELS } from '../model/address.ts';
import { DATAGRAM_KINDS, STREAM_KINDS } from '../model/channel.ts';
import { ERRNOS, type Errno } from '../model/errno.ts';
import { REFUSALS } from '../model/fault.ts';
import { INJECTABLE_CALLS } from '../model/injectable.ts';

const node = z.string().min(1).describe('Name of a node.');
const yes = z.literal(true);
const positive = z.int().min(1);

const address = z.strictObject({
  from: node,
  to: node,
  kind: z.enum([...STREAM_KINDS, ...DATAGRAM_KINDS, 'connect']),
  level: z.enum(ADDRESS_LEVELS).describe('How exactly the message is named.'),
  label: z.string(),
  digest: z.string(),
  ordinal: positive,
});

const event = z.union([
  z.strictObject({ kind: z.enum(['sent', 'received']), at: address }),
  z.strictObject({ kind: z.enum(['crashed', 'restarted']), node }),
  z.strictObject({ kind: z.enum(['started', 'ended']), of: z.literal('workload') }),
]);
const events = z.array(event).min(1);

const hold = z.union([
  z.strictObject({ until: z.literal('heal') }),
  z.strictObject({ until: z.literal('time'), ms: positive }),
  z.strictObject({ until: z.literal('events'), events }),
]);

const window = z.strictObject({ after: z.array(event), before: event.optional() });
const atMessage = { at: address, window: window.optional() };

const point = {
  node,
  when: z.enum(['before', 'after', 'end', 'once']),
  at: address.optional(),
  side: z.literal('received').optional(),
  once: events.optional(),
  window: window.optional(),
};

const site = z.strictObject({
  node,
  calls: z.array(z.enum(INJECTABLE_CALLS)).min(1),
  file: z.string().optional(),
  when: z.strictObject({ first: positive, last: positive.optional(), step: positive }),
});
const atCalls = { at: address.optional(), site: site.optional(), window: window.optional() };
const side = z.array(node).min(1);
const errno = z.enum(Object.keys(ERRNOS) as [Errno, ...Errno[]]);

export const faultShape = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('cut'),
    ...atMessage,
    ending: z.enum(['silence', 'reset']),
    both: yes.optional(),
    hold: hold.optional(),
    resets: yes.optional(),
  }),
  z.strictObject({ kind: z.literal('reset'), ...atMessage }),
  z.strictObject({ kind: z.literal('omit'), ...atMessage }),
  z.strictObject({ kind: z.literal('delay'), ...atMessage, hold }),
  z.strictObject({
    kind: z.literal('duplicate'),
    ...atMessage,
    copies: positive,
    hold: hold.optional(),
  }),
  z.strictObject({ kind: z.literal('reorder'), ...atMessage, behind: positive }),
  z.strictObject({
    kind: z.literal('refuse'),
    ...atMessage,
    error: z.enum(REFUSALS).optional(),
  }),
  z.strictObject({ kind: z.literal('ignore'), ...atMessage, hold: hold.optional() }),
  z.strictObject({ kind: z.literal('stall'), ...atMessage, hold }),
  z.strictObject({
    kind: z.literal('partition'),
    sides: z.tuple([side, side]),
    direction: z.enum(['one', 'both']),
    from: events.optional(),
    hold: hold.optional(),
    resets: yes.optional(),
  }),
  z.strictObject({
    kind: z.literal('crash'),
    ...point,
    disk: z.enum(['unsynced', 'torn']).optional(),
    restart: hold.optional(),
  }),
  z.strictObject({ kind: z.literal('pause'), ...point, hold }),
  z.strictObject({ kind: z.literal('fail'), ...atCalls, error: errno, loses: yes.optional() }),
  z.strictObject({ kind: z.literal('shorten'), ...atCalls, bytes: z.int().min(0) }),
  z.strictObject({
    kind: z.literal('fill'),
    node,
    leaving: z.int().min(0),
    from: events.optional(),
    hold: hold.optional(),
  }),
]);

/** A file of faults for `--inject @FILE.json`: lines of the fault language. */
export const faultFileShape = z
  .array(z.string().regex(/\S/).describe('One fault, as a line: docs/FAULTS.md.'))
  .describe('Faults that every run is to carry.');
