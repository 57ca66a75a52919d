/** How sure a finding is, in words: rates with and without its faults, and with some of them. */
import { faultText } from '../faults/text.ts';
import type { Finding } from '../model/finding.ts';
import type { VerdictKind } from '../model/verdict.ts';
import { minimalityWords, steeredWords } from './minimality-words.ts';
import { countText, intervalText, rateText } from './quantity.ts';

interface Tried {
  /** As text. */
  readonly faults: readonly string[];
  readonly verdict: VerdictKind;
}

/** What some of the faults alone did, of what was tried: the best control there is. */
function fewerWords({ faults: own }: Finding, tried: readonly Tried[]): readonly string[] {
  const all = new Set(own.map((fault) => faultText(fault)));
  const parts = new Map<string, VerdictKind[]>();
  for (const { faults, verdict } of tried) {
    const isPart = faults.length > 0 && faults.length < all.size && faults.every((f) => all.has(f));
    if (isPart && (verdict === 'held' || verdict === 'violated')) {
      const name = faults.join('; ');
      parts.set(name, [...(parts.get(name) ?? []), verdict]);
    }
  }
  return [...parts].map(([name, verdicts]) => {
    const violated = verdicts.filter((verdict) => verdict === 'violated').length;
    return `with ${name} alone: violated in ${violated}/${verdicts.length}`;
  });
}

/** A line each. `tried`: the runs that are known besides. */
export function surenessWords(finding: Finding, tried: readonly Tried[]): readonly string[] {
  const { withFaults, withoutFaults, foundAs, faults, reports } = finding;
  const missed = reports.filter(({ outcome }) => outcome === 'missed');
  const items = [
    `with the faults: violated in ${rateText(withFaults)} ` +
      `(95 % interval ${intervalText(withFaults)})`,
    `without them: violated in ${rateText(withoutFaults)} (${intervalText(withoutFaults)})`,
    ...fewerWords(finding, tried),
    `first seen after ${countText(finding.experimentsToViolation, 'experiment')}`,
    foundAs.length > faults.length
      ? `made smaller, from ${countText(foundAs.length, 'fault')} to ${faults.length}: ` +
        'without any one of them the promise is kept'
      : '',
    finding.steered === undefined ? '' : steeredWords(finding.steered),
    finding.minimality === undefined ? '' : minimalityWords(finding.minimality),
    ...missed.map(({ fault, detail }) => `in this run ${faultText(fault)} was missed: ${detail}`),
  ];
  return items.filter((item) => item !== '');
}
