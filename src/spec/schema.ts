/**
 * Shape of the YAML form: keys, types, ranges, defaults. What needs two places of the file at once
 * (does that node have that port?) is checked in resolve.ts.
 *
 * An issue's message is the text `expected …`, which shape-problems.ts completes with what was
 * found; a second line, if any, is the hint. For unknown keys it is the list of the allowed ones.
 */
import { z } from 'zod';
import { HUNTED_KINDS } from '../model/fault.ts';
import { FRAMER_NAMES, OBSERVATIONS } from '../model/spec.ts';
import { CLIENT, INVARIANT, OUTSIDE } from '../model/trace.ts';
import { duration, expected, integer, mapping, setOf, text } from './forms.ts';
import { goal } from './goal-schema.ts';
import { PLACEHOLDERS, portPlaceholder } from './placeholders.ts';
import { promises } from './promises.ts';
import { suggest } from './suggest.ts';

const TIMEOUT = '30s';
const RESERVED = [CLIENT, INVARIANT, OUTSIDE, 'end'];
const NODE_NAME = new RegExp(`^(?!(?:${RESERVED.join('|')})$)[a-z][a-z0-9-]*$`);
/** A node or a link. */
const PLACE = /^\s*[a-z][a-z0-9.-]*?\s*(?:(?:->|→)\s*[a-z][a-z0-9.-]*\s*)?$/;
/** No program can be given that character. */
const NO_NUL = /^[^\0]*$/;
const VARIABLE_NAME = /^[^=\0]+$/;

const PLACEHOLDER_LIST = [...PLACEHOLDERS, portPlaceholder('<node>', '<port>')]
  .map((name) => `\${${name}}`)
  .join(', ');

function timeout(of: string) {
  return duration(1)
    .prefault(TIMEOUT)
    .describe(`${of}: a duration with unit (ms, s, m, h), or milliseconds. Default ${TIMEOUT}.`);
}

const word = text('a string without NUL', NO_NUL);

const command = z
  .union([z.array(word).min(1, { error: () => expected('a list of strings or a string') }), word], {
    error: () => expected('a list of strings or a string'),
  })
  .describe(
    'A list of words, or one line that is split on blanks, with quotes as in a shell; ' +
      'no shell is run. ' +
      `May hold ${PLACEHOLDER_LIST}.`,
  );

const environment = z
  .record(
    text('the name of a variable', VARIABLE_NAME),
    z.union([word, z.number(), z.boolean()], {
      error: () => expected('a string, a number or a boolean'),
    }),
    { error: () => expected('a mapping of variables to values') },
  )
  .default({})
  .describe('Variables added to the environment. May hold placeholders as in command.');

const workingDir = text('a path without NUL', NO_NUL)
  .min(1, { error: () => expected('a path') })
  .default('.')
  .describe('Relative to the directory of the spec file. Default: that directory.');

const listen = text('the name of a port', /./)
  .optional()
  .describe('A port of the node: it listens.');
const log = text('a regular expression', /./s)
  .optional()
  .describe('Regular expression: a line of the log of the node matches.');
const oneOf = [{ required: ['listen'] }, { required: ['log'] }];

function exactlyOne(condition: { listen?: string | undefined; log?: string | undefined }): boolean {
  return (condition.listen === undefined) !== (condition.log === undefined);
}

const exactlyOneError = {
  error: () => 'expected one of the keys "listen" and "log"\nput two conditions in a list of two',
};

const nodeReady = mapping(
  'A condition on this node.',
  { listen, log, timeout: timeout('How long to wait for it') },
  { oneOf },
).refine(exactlyOne, exactlyOneError);

const systemReady = mapping(
  'A condition on a node, waited for after all nodes have started.',
  {
    node: text('the name of a node', /./).describe('The node it is about.'),
    listen,
    log,
    timeout: timeout('How long to wait for it'),
  },
  { oneOf },
).refine(exactlyOne, exactlyOneError);

function oneOrList<S extends z.ZodType>(condition: S) {
  return z.union([condition, z.array(condition)], {
    error: () => expected('a condition or a list of conditions', 'for example: { listen: redis }'),
  });
}

const portError = { error: () => expected('auto or a port number from 1 to 65535') };

const ports = z
  .record(
    text('a port name (letters, digits, - and _, first a letter)', /^[A-Za-z][A-Za-z0-9_-]*$/),
    z.union(
      [z.literal('auto'), z.int(portError).min(1, portError).max(65_535, portError)],
      portError,
    ),
    { error: () => expected('a mapping of port names to auto or a number') },
  )
  .default({})
  .describe('Ports by name: auto (a free one for each run), or a number from 1 to 65535.');

const FRAMER_EXPECTED = ({ input }: { readonly input?: unknown }) => {
  const names = `${FRAMER_NAMES.slice(0, -1).join(', ')} or ${FRAMER_NAMES.at(-1)}`;
  const meant = typeof input === 'string' ? suggest(input, FRAMER_NAMES) : undefined;
  const own = 'or the path of a framer of your own, as ./my-framer.js, or { length: { width: 4 } }';
  return expected(names, meant === undefined ? own : `did you mean "${meant}"?`);
};

const lengthPrefix = mapping('Each message has its length in front.', {
  length: mapping('Where the length stands, and what it counts.', {
    offset: integer(0, 64).default(0).describe('Bytes before it. Default 0.'),
    width: z
      .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)], {
        error: () => expected('1, 2, 3 or 4'),
      })
      .describe('Bytes of the number.'),
    endian: z
      .enum(['big', 'little'], { error: () => expected('big or little') })
      .default('big')
      .describe('Order of its bytes. Default big.'),
    counts: z
      .enum(['rest', 'message'], { error: () => expected('rest or message') })
      .default('rest')
      .describe('What it counts: what stands behind it, or the whole message. Default rest.'),
  }),
});

const framer = z
  .union(
    [
      z.enum(FRAMER_NAMES),
      z.string().regex(/^\.{0,2}\/.*\.m?js$/, { error: FRAMER_EXPECTED }),
      lengthPrefix,
    ],
    { error: FRAMER_EXPECTED },
  )
  .default('auto')
  .describe('How the bytes exchanged with this node are split into messages. Default auto.');

const node = mapping('A node: the processes that fail together.', {
  command,
  environment,
  working_dir: workingDir,
  ports,
  ready: oneOrList(nodeReady)
    .optional()
    .describe('All must hold before the next node is started. Default: it listens on every port.'),
  framer,
});

const programShape = {
  command,
  environment,
  working_dir: workingDir,
  timeout: timeout('Longest time it may take'),
};

const CLIENTS_MAX = 99;

const size = mapping('How much it does, where that can be less.', {
  variable: text('the name of a variable', VARIABLE_NAME).describe(
    'Variable of the environment of the workload that says how much.',
  ),
  from: integer(1).describe('Its value in every run, but for those of `ldfi minimize`.'),
  least: integer(0)
    .default(1)
    .describe('The smallest value that `ldfi minimize` tries. Default 1.'),
});

const workload = mapping('Uses the system, as its clients do. Runs as the node client.', {
  ...programShape,
  clients: integer(1, CLIENTS_MAX)
    .default(1)
    .describe(
      'Copies of the program that run at the same time; above 1 they are the nodes client.1, ' +
        'client.2 … (${name}). The workload ends with the last of them. Default 1.',
    ),
  size: size.optional().describe('Absent: it does always the same.'),
});

const bounds = mapping('How many faults one run may have.', {
  max_faults: integer(1)
    .default(2)
    .describe('Faults in one run, of all kinds together. Default 2.'),
  crashes: integer(0).default(1).describe('Crashes in one run. Default 1.'),
  cuts: integer(0).default(1).describe('Cut streams in one run. Default 1.'),
  omissions: integer(0).default(1).describe('Lost datagrams in one run. Default 1.'),
  refusals: integer(0).default(1).describe('Refused connections in one run. Default 1.'),
  delays: integer(0).default(0).describe('Messages that come too late in one run. Default 0.'),
  partitions: integer(0).default(0).describe('Partitions between nodes in one run. Default 0.'),
});

const FAULT_HINT = `for example: 'a→b "SET k1"#1: delay for 200ms'`;

/** Without quotes YAML takes a line with a colon for a mapping of one key: the same is meant. */
const faultLine = z
  .union([z.string(), z.record(z.string(), z.string())], {
    error: () => expected('a fault in one line', FAULT_HINT),
  })
  .refine((line) => typeof line === 'string' || Object.keys(line).length === 1, {
    error: () => expected('a fault in one line', FAULT_HINT),
  })
  .transform((line) => (typeof line === 'string' ? line : Object.entries(line).flat().join(': ')));

const ORDER_WEIGHT_MAX = 9;
const weight = integer(0, ORDER_WEIGHT_MAX).default(1);

const order = mapping(
  'How much each part of the order of hypotheses weighs; 0 leaves it out. Default: 1 each. ' +
    'With 0 for all of them small sets come first, and nothing is guessed.',
  {
    kind: weight.describe('Kind of fault: crashes after a promise first, clients last.'),
    stability: weight.describe('Messages that not all fault-free runs have alike come later.'),
    distance: weight.describe('Far from the outcome first: more of the run follows from it.'),
    novelty: weight.describe('The first message of each class on each link first.'),
    symmetry: weight.describe('Of nodes that play the same role one first.'),
    learned: weight.describe('Faults that alone left nothing promised come later.'),
    leads: weight.describe('What the system does only under a fault is tried with it at once.'),
    redundancy: weight.describe(
      'What does no harm at one of several peers is tried at all of them, and where a run does ' +
        'with less more is tried.',
    ),
    cover: weight.describe(
      'When the first of each class have been tried, the others are tried two at a time.',
    ),
  },
);

const PLACES = 'a node (its crashes, what it sends and receives), or a link "a→b"';
const UNTIL_HINT = `for example: 'client→a "START"#1 received'`;

const places = z
  .array(text('a node or a link', PLACE, 'for example: [primary] or ["primary→replica"]'), {
    error: () => expected('a list of nodes and links'),
  })
  .min(1, { error: () => expected('at least one node or link') })
  .transform((list) => list.map((place) => place.replace(/\s*(?:->|→)\s*/, '→')));

const faults = mapping('Which faults are tried.', {
  kinds: setOf(HUNTED_KINDS)
    .default([...HUNTED_KINDS])
    .describe('Kinds of fault, as far as bounds allow them. Default: all.'),
  cut_endings: setOf(['silence', 'reset'])
    .default(['silence'])
    .describe('What the ends of a cut stream see: nothing more, or a reset. Default [silence].'),
  bounds: bounds.prefault({}),
  only: places.optional().describe(`Faults strike nowhere else: ${PLACES}. Default: anywhere.`),
  except: places.default([]).describe(`Faults do not strike there: ${PLACES}. Default: none.`),
  until: z
    .string({ error: () => expected('an event', UNTIL_HINT) })
    .optional()
    .describe('An event after which no fault fires. Default: the end of the workload.'),
  order: order.prefault({}),
  restart: z
    .enum(['never', 'heal'], { error: () => expected('never or heal') })
    .default('never')
    .describe(
      'When nodes that a fault has crashed are started again, unless it says so itself: never, ' +
        'or at heal, when the workload has ended. Default never.',
    ),
  heal: text('when the faults end: "for 5s" or "until <event>"', /./)
    .optional()
    .describe(
      'When the faults of a run end while the workload goes on: `for 5s` from its start, or ' +
        '`until` something has happened, as in faults. Default: when the workload has ended.',
    ),
  fold_retries: z
    .boolean({ error: () => expected('true or false') })
    .default(false)
    .describe(
      'true: equal datagrams again on a link are lost from the first one on, not any of them. ' +
        'Only for receivers to whom another one makes no difference. Default false.',
    ),
  always: z
    .array(faultLine, { error: () => expected('a list of faults', FAULT_HINT) })
    .default([])
    .describe('Faults that every run carries, one line each. Default: none.'),
});

const confirm = mapping('When a violation counts as confirmed.', {
  runs: integer(1).default(5).describe('Runs with the faults, and as many without. Default 5.'),
  threshold: integer(1)
    .optional()
    .describe('Runs with the faults that must fail, from 1 to runs. Default: runs.'),
});

/** The whole file. */
export const specForm = mapping('A system to run, and how to judge it.', {
  version: z
    .literal(1, { error: () => expected('1', 'this ldfi reads version 1 of the format') })
    .describe('Version of this format.'),
  name: text('a name of a-z, 0-9 and -', /^[a-z0-9-]+$/).describe('Name of the experiment.'),
  nodes: z
    .record(
      text(
        'a node name (a-z, 0-9 and -, first a letter)',
        NODE_NAME,
        `${RESERVED.join(', ')} cannot be names of nodes`,
      ),
      node,
      { error: () => expected('a mapping of node names to nodes') },
    )
    .refine((nodes) => Object.keys(nodes).length > 0, {
      error: () => expected('at least one node'),
    })
    .meta({ description: 'The nodes, in the order in which they are started.', minProperties: 1 }),
  ready: oneOrList(systemReady)
    .default([])
    .describe('Conditions on the whole system, before the workload. Default: none.'),
  workload,
  invariant: mapping(
    'Exits with 0 if all is well, 1 if violated, 77 if vacuous, 125 if unknown. ' +
      'May be left out where never or checks say what must hold.',
    programShape,
  ).optional(),
  ...promises,
  goals: z
    .array(goal, { error: () => expected('a list of goals') })
    .default([])
    .describe('In no run that reaches one of these is the invariant violated. Default: none.'),
  faults: faults.prefault({}),
  observe: setOf(OBSERVATIONS)
    .default([])
    .describe('What is seen beyond sends and receives: polls. Slower. Default: nothing.'),
  baselines: integer(1).default(5).describe('Runs without faults at the start. Default 5.'),
  confirm: confirm.prefault({}),
  settle: duration(0)
    .prefault('2s')
    .describe('Longest wait for rest after the workload: a duration, or milliseconds. Default 2s.'),
}).refine(
  ({ invariant, never, checks }) => invariant !== undefined || never.length + checks.length > 0,
  { path: ['invariant'], error: () => 'expected a script, or never or checks' },
);

/** The form with its defaults; durations are milliseconds. */
export type SpecForm = z.output<typeof specForm>;
export type NodeForm = SpecForm['nodes'][string];
export type ProgramForm = NonNullable<SpecForm['invariant']>;
export type ReadyForm = z.output<typeof nodeReady>;
export type SystemReadyForm = z.output<typeof systemReady>;
