/** What a spec promises without a script: the shapes of `never`, `checks` and `sometimes`. */
import { z } from 'zod';
import { HISTORY_MODELS } from '../model/spec.ts';
import { duration, expected, mapping, text } from './forms.ts';

const NEVER_KEYS = ['log', 'ends', 'crash', 'fails', 'hang'] as const;
const NEVER_HINT = "for example: { log: 'panic:' } or { ends: true, node: primary }";

const yes = (description: string) =>
  z
    .literal(true, { error: () => expected('true') })
    .optional()
    .describe(description);

const pattern = text('a regular expression', /./s);
const nodeName = text('the name of a node', /./).optional();

const never = mapping(
  'Something that must not happen in any run.',
  {
    log: pattern.optional().describe('Regular expression: a line that a node wrote matches.'),
    ends: yes('true: a node ends by itself, with whatever status.'),
    crash: yes(
      'true: a node dies of a signal that no fault sent, or writes what programs write that ' +
        'crash: panics, reports of sanitizers, uncaught exceptions.',
    ),
    fails: yes('true: a client of the workload ends with another exit code than 0.'),
    hang: duration(1)
      .optional()
      .describe(
        'The timeout of the workload is over, all faults are ended, and it does not end within ' +
          'that time either: a duration, or milliseconds.',
      ),
    node: nodeName.describe(
      'The node it is about; of a log also client, the workload. Default: any node.',
    ),
  },
  { oneOf: NEVER_KEYS.map((key) => ({ required: [key] })) },
)
  .refine((form) => NEVER_KEYS.filter((key) => form[key] !== undefined).length === 1, {
    error: () => `expected one of the keys ${NEVER_KEYS.join(', ')}\n${NEVER_HINT}`,
  })
  .refine(
    ({ node, fails, hang }) => node === undefined || (fails === undefined && hang === undefined),
    { error: () => 'expected no node: it is about the workload' },
  );

const HISTORY_HINT = 'for example: { history: history.jsonl, model: register }';

const models = `${HISTORY_MODELS.slice(0, -1).join(', ')} or ${HISTORY_MODELS.at(-1)}`;

const check = mapping('A history that clients write, and what it must be one of.', {
  history: text(
    'a path inside the directory of the run',
    /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\0]+$/,
    'history.jsonl is the file ${run}/history.jsonl of commands; * and ? stand for parts of names',
  ).describe('Files, relative to the directory of the run; may hold * and ?.'),
  model: z
    .enum(HISTORY_MODELS, { error: () => expected(models) })
    .describe(`What it must be a history of: ${models}.`),
  initial: z
    .unknown()
    .optional()
    .describe('Value of registers and counters at the start. Default: null, of counters 0.'),
  timeout: duration(1)
    .prefault('10s')
    .describe(
      'Longest search for an order: a duration with unit (ms, s, m, h), or milliseconds. Beyond ' +
        'it the run is inconclusive. Default 10s.',
    ),
});

const SOMETIMES_HINT = "for example: { log: 'became leader', node: backup }";

const sometimes = mapping('A line that some run of a hunt must have.', {
  log: pattern.describe('Regular expression: a line that was written matches.'),
  node: nodeName.describe('Who wrote it: a node, or client. Default: any of them.'),
});

/** Keys of the spec. */
export const promises = {
  never: z
    .array(never, { error: () => expected('a list', NEVER_HINT) })
    .default([])
    .describe('What must not happen in any run, whatever the invariant says. Default: nothing.'),
  checks: z
    .array(check, { error: () => expected('a list', HISTORY_HINT) })
    .default([])
    .describe('Histories of operations that must be right in every run. Default: none.'),
  sometimes: z
    .array(sometimes, { error: () => expected('a list', SOMETIMES_HINT) })
    .default([])
    .describe('What must be seen in some run of a hunt, or it is no pass. Default: nothing.'),
};

export type NeverForm = z.output<typeof never>;
export type CheckForm = z.output<typeof check>;
export type SometimesForm = z.output<typeof sometimes>;
