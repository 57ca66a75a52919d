/** Shape of the key `goals` (model/goal.ts). */
import { z } from 'zod';
import { expected, integer, mapping, text } from './forms.ts';

const GOAL_EVENT_HINT = "for example: { node: a, log: '^done' } or { node: client, exits: 0 }";

const KEYS = ['log', 'receives', 'dies_before', 'exits'] as const;

const goalEvent = mapping(
  'Something that a run brings about, and that nothing undoes.',
  {
    node: text('the name of a node', /./).describe('The node at which it happens.'),
    log: text('a regular expression', /./s)
      .optional()
      .describe('Regular expression: a line that the node wrote matches.'),
    receives: text('a regular expression', /./s)
      .optional()
      .describe('Regular expression: the node received a message with that label.'),
    from: text('the name of a node', /./)
      .optional()
      .describe('With receives: who sent it. Default: anybody.'),
    dies_before: text('a regular expression', /./s)
      .optional()
      .describe(
        'Regular expression: a fault crashed the node for good before it had sent any message ' +
          'with that label.',
      ),
    exits: integer(0, 255).optional().describe('The node ended by itself with that exit code.'),
    excused_by: z
      .array(text('the name of a node', /./), { error: () => expected('a list of nodes') })
      .default([])
      .describe('It need not happen where a fault has crashed one of these, and it stays down.'),
  },
  { oneOf: KEYS.map((key) => ({ required: [key] })) },
)
  .refine((form) => KEYS.filter((key) => form[key] !== undefined).length === 1, {
    error: () => `expected one of the keys ${KEYS.join(', ')}\n${GOAL_EVENT_HINT}`,
  })
  .refine(({ from, receives }) => from === undefined || receives !== undefined, {
    error: () => `expected the key "receives" beside "from"\n${GOAL_EVENT_HINT}`,
  });

export const goal = mapping(
  'What is enough for the invariant not to be violated, whatever else happens.',
  {
    events: z
      .array(goalEvent, { error: () => expected('a list of events', GOAL_EVENT_HINT) })
      .min(1, { error: () => expected('at least one event', GOAL_EVENT_HINT) })
      .describe('What has to happen.'),
    at_least: integer(1).optional().describe('How many of the events suffice. Default: all.'),
    monotone: z
      .boolean({ error: () => expected('true or false') })
      .default(false)
      .describe(
        'true: the events follow from their causes alone, and no message that comes besides or ' +
          'sooner prevents them. Then only their causal past counts, else all that came before ' +
          'them. Default false.',
      ),
    unconditional: z
      .boolean({ error: () => expected('true or false') })
      .default(false)
      .describe(
        'true: what one run rested on is enough in every run that strikes nothing of it, also ' +
          'where less is lost, and the system does less to make up for it. Default false: only ' +
          'where all faults of that run are, too. Only with monotone: true.',
      ),
  },
).refine(({ monotone, unconditional }) => monotone || !unconditional, {
  error: () => 'expected "monotone: true" beside "unconditional: true"',
});

export type GoalForm = z.output<typeof goal>;
