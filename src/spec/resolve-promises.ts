/** `never`, `checks` and `sometimes`, resolved. */
import type { HistoryCheck, Never, Sometimes, Spec } from '../model/spec.ts';
import { CLIENT } from '../model/trace.ts';
import { type Context, checkNode, checkPattern } from './context.ts';
import type { Path } from './problem.ts';
import type { CheckForm, NeverForm, SometimesForm } from './promises.ts';

interface Promised {
  readonly never: readonly NeverForm[];
  readonly checks: readonly CheckForm[];
  readonly sometimes: readonly SometimesForm[];
}

function neverOf({ log, ends, crash, hang, node }: NeverForm): Never {
  const where = node === undefined ? {} : { node };
  if (log !== undefined) {
    return { type: 'log', match: log, ...where };
  }
  if (hang !== undefined) {
    return { type: 'hang', graceMs: hang };
  }
  return ends !== undefined
    ? { type: 'end', ...where }
    : crash !== undefined
      ? { type: 'crash', ...where }
      : { type: 'fail' };
}

/** A line of a log may be the workload's; nothing else is said of it. */
function look(
  { log, node }: { readonly log?: string | undefined; readonly node?: string | undefined },
  path: Path,
  context: Context,
): void {
  if (node !== undefined && !(node === CLIENT && log !== undefined)) {
    checkNode(context, node, [...path, 'node']);
  }
  if (log !== undefined) {
    checkPattern(context, log, [...path, 'log']);
  }
}

const checkOf = ({ history, model, initial, timeout }: CheckForm): HistoryCheck => ({
  ...{ history, model, timeoutMs: timeout },
  ...(initial !== undefined && { initial: JSON.stringify(initial) }),
});

const sometimesOf = ({ log, node }: SometimesForm): Sometimes =>
  node === undefined ? { match: log } : { match: log, node };

/** Keys that say nothing are left out. */
export function promisesOf(
  context: Context,
  { never, checks, sometimes }: Promised,
): Pick<Spec, 'never' | 'checks' | 'sometimes'> {
  for (const [index, form] of never.entries()) {
    look(form, ['never', index], context);
  }
  for (const [index, form] of sometimes.entries()) {
    look(form, ['sometimes', index], context);
  }
  return {
    ...(never.length > 0 && { never: never.map(neverOf) }),
    ...(checks.length > 0 && { checks: checks.map(checkOf) }),
    ...(sometimes.length > 0 && { sometimes: sometimes.map(sometimesOf) }),
  };
}
