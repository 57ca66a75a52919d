/** How small a fault set was made, and whether it needs an order of messages, in words. */
import type { Minimality, Steered } from '../model/finding.ts';
import type { WorkloadSize } from '../model/run.ts';
import { countText, intervalText, rateText } from './quantity.ts';

/** One line, without a full stop. */
export function minimalityWords({ complete, tries, sizes }: Minimality): string {
  const all = [...tries, ...(sizes ?? [])];
  const runs = all.reduce((sum, { rate }) => sum + rate.runs, 0);
  const taken = all.filter(({ kept }) => kept).length;
  const workloads = sizes?.length ? ` and ${countText(sizes.length, 'smaller workload')}` : '';
  const sets = `${countText(tries.length, 'smaller set')}${workloads}`;
  const steps = `${sets} tried in ${countText(runs, 'run')}, ${countText(taken, 'step')} taken`;
  const less = sizes === undefined ? '' : ', and with less of a workload';
  return complete
    ? `1-minimal: without any of the faults, and with any of them weaker${less}, the promise is ` +
        `kept (${steps})`
    : `not known to be minimal: the runs for that were spent (${steps})`;
}

/** One line, without a full stop. */
export function sizeWords({ variable, value }: WorkloadSize): string {
  return `the workload does no more than ${variable}=${value}`;
}

/** One line, without a full stop. */
export function steeredWords({ plain }: Steered): string {
  return (
    `it needs messages in a lucky order: ${rateText(plain)} by itself ` +
    `(${intervalText(plain)}); these rates are of runs held to the order of one that failed`
  );
}
