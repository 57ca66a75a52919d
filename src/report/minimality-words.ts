/** How small a fault set was made, and whether it needs an order of messages, in words. */
import type { Minimality, Steered } from '../model/finding.ts';
import { countText, intervalText, rateText } from './quantity.ts';

/** One line, without a full stop. */
export function minimalityWords({ complete, tries }: Minimality): string {
  const runs = tries.reduce((sum, { rate }) => sum + rate.runs, 0);
  const taken = tries.filter(({ kept }) => kept).length;
  const made = `${countText(tries.length, 'smaller set')} tried in ${countText(runs, 'run')}`;
  const steps = `${made}, ${countText(taken, 'step')} taken`;
  return complete
    ? '1-minimal: without any of the faults, and with any of them weaker, the promise is kept ' +
        `(${steps})`
    : `not known to be minimal: the runs for that were spent (${steps})`;
}

/** One line, without a full stop. */
export function steeredWords({ plain }: Steered): string {
  return (
    `it needs messages in a lucky order: ${rateText(plain)} by itself ` +
    `(${intervalText(plain)}); these rates are of runs held to the order of one that failed`
  );
}
