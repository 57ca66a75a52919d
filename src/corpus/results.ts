/**
 * What `results.json` says of a hunt, as far as it is read again: its options and its certificate.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { StoreError } from '../model/errors.ts';
import { HUNTED_KINDS } from '../model/fault.ts';
import { STRATEGIES } from '../model/hunt.ts';
import { ORDER_PARTS } from '../model/order.ts';
import { attempt, readBytes } from './files.ts';

const count = z.int().min(0);
const boundsShape = z.strictObject({
  faultsMax: count,
  perKindMax: z.strictObject({
    ...{ cut: count, omit: count, refuse: count, crash: count },
    delay: count.optional(),
    partition: count.optional(),
  }),
  only: z.array(z.string()).optional().describe('Nodes and links that faults are kept to.'),
  except: z.array(z.string()).optional().describe('Nodes and links that faults are kept from.'),
  until: z.string().optional().describe('The event after which no fault fires.'),
});

/** See model/hunt.ts. */
export const certificateShape = z
  .strictObject({
    version: z.literal(1),
    bounds: boundsShape.describe('Most faults together, and most of each kind.'),
    literals: count.describe('Distinct faults at observed messages.'),
    total: count.describe('Fault sets within the bounds; the six counts below add up to it.'),
    held: count.describe('Run, and the invariant held.'),
    vacuous: count.describe('Run, and nothing was promised.'),
    implied: count.describe('Not run, and need not be: see impliedBy.'),
    impliedBy: z
      .strictObject({
        run: count.describe('A run under a part of the set: the rest touches nothing of it.'),
        moot: count.describe('Its faults never all fire.'),
        unconditional: count.describe('A run under other faults; rests on a goal of the spec.'),
        folded: count.describe('It loses a later one of equal datagrams, not the one before.'),
      })
      .optional()
      .describe('Why, each under the first that goes for it. Absent: a run, or too many to tell.'),
    unreachable: count.describe('Never fired, at any level of address.'),
    inconclusive: count.describe('Run, and could not be judged.'),
    violated: count.describe('Hold a fault set that breaks the invariant.'),
    unreachableSets: z.array(z.string()),
    runs: count,
    newClass: z
      .strictObject({ runs: count, classes: count, estimate: z.number().min(0).max(1) })
      .describe('Good–Turing: the chance that one more fault-free run is of a class never seen.'),
    goals: z
      .strictObject({ stated: z.array(z.string()), undone: count })
      .optional()
      .describe('What the spec says keeps a promise; violations in runs that reached it.'),
    foldedRetries: z
      .literal(true)
      .optional()
      .describe('Sets that lose an equal datagram but not the one before it count as folded.'),
  })
  .describe('What a hunt covered: every fault set within the bounds, under one word each.');

const goalEventShape = z.intersection(
  z.object({ node: z.string(), excusedBy: z.array(z.string()).optional() }),
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('log'), match: z.string() }),
    z.object({ type: z.literal('receives'), match: z.string(), from: z.string().optional() }),
    z.object({ type: z.literal('exits'), code: count }),
    z.object({ type: z.literal('dies'), before: z.string() }),
  ]),
);
const goalShape = z.object({
  events: z.array(goalEventShape),
  atLeast: count,
  monotone: z.boolean(),
  unconditional: z.literal(true).optional(),
});

const optionsShape = z.object({
  bounds: boundsShape,
  kinds: z.array(z.enum(HUNTED_KINDS)),
  cutEndings: z.array(z.enum(['silence', 'reset'])),
  order: z.record(z.enum(ORDER_PARTS), count).optional(),
  restart: z.literal('heal').optional(),
  goals: z.array(goalShape).optional(),
  foldRetries: z.literal(true).optional(),
  carried: z.array(z.string()).optional(),
  baselines: z.int().min(1),
  confirm: z.object({ runs: z.int().min(1), threshold: z.int().min(1) }),
  stopOn: z.enum(['first', 'all']),
  known: z.array(z.string()).optional(),
  strategy: z.enum(STRATEGIES),
  seed: count.optional(),
});

const resultsShape = z.object({
  version: z.literal(1),
  spec: z.string(),
  options: optionsShape,
  certificate: certificateShape.optional(),
});
export type StoredResults = z.infer<typeof resultsShape>;

/** Of a session's folder, or of the file in it. Errors: StoreError. */
export function readResults(path: string): {
  readonly folder: string;
  readonly results: StoredResults;
} {
  const isFolder = attempt('read', path, () => statSync(path).isDirectory());
  const file = isFolder ? join(path, 'results.json') : path;
  const text = Buffer.from(readBytes(file)).toString('utf8');
  const fail = (why: string): StoreError =>
    new StoreError('results-format', `${file}: not the results of a hunt: ${why}`, {
      hint: '`ldfi run` writes results.json into the folder of its session, in the store',
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw fail('not JSON');
  }
  const parsed = resultsShape.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw fail(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong'}`);
  }
  return { folder: join(file, '..'), results: parsed.data };
}
