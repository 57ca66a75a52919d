/**
 * Sets that break a promise, with faults planted among theirs by chance, and whether minimising
 * leaves what is minimal by hand. On any runner; needs no privileges.
 */
import { learnNaming } from '../../src/faults/naming.ts';
import { faultSetId } from '../../src/faults/order.ts';
import { checkPlan } from '../../src/faults/plan.ts';
import { faultText } from '../../src/faults/text.ts';
import { chanceOf, drawn } from '../../src/model/chance.ts';
import { isDatagram } from '../../src/model/channel.ts';
import type { Fault } from '../../src/model/fault.ts';
import type { Lessening } from '../../src/model/finding.ts';
import type { Trace } from '../../src/model/trace.ts';
import type { Bench, Trial } from '../../src/search/bench.ts';
import type { ConfirmOptions } from '../../src/search/confirm.ts';
import type { Judged } from '../../src/search/judge.ts';
import { isFaultable } from '../../src/search/windows.ts';
import { isSet } from './system-hunt.ts';

const LATE_MS = 5;

/** How a bench confirms: two of two. */
export const TWICE: ConfirmOptions = { runs: 2, threshold: 2 };

/** What a seed may draw from: messages of a failing run that are late, or lost. */
function offeredIn(trace: Trace, good: Trace): readonly Fault[] {
  const names = learnNaming([good]).namesIn(trace);
  return [...trace.messages].filter(isFaultable).flatMap((message): readonly Fault[] => {
    const name = names.get(message.id);
    if (name === undefined || message.kind === 'connect' || message.kind === 'pipe') {
      return [];
    }
    const at = name.address;
    const late = { kind: 'delay', at, hold: { until: 'time', ms: LATE_MS } } as const;
    return isDatagram(message.kind) ? [late, { kind: 'omit', at }] : [late];
  });
}

/** Whether such a set can be planned at all. */
export function canBe(faults: readonly Fault[]): boolean {
  try {
    checkPlan(faults);
    return true;
  } catch {
    return false;
  }
}

const reasonOf = ({ judged }: Trial): string | undefined =>
  judged.verdict.kind === 'violated' ? judged.verdict.reason : undefined;

/** Of faults without those that break the promise: they break nothing, happened or not. */
const isHarmless = ({ verdict, ofFired }: Judged): boolean =>
  [verdict, ofFired].every(({ kind }) => kind !== 'violated' && kind !== 'inconclusive');

export interface Planted {
  readonly faults: readonly Fault[];
  readonly planted: readonly Fault[];
}

/**
 * `faults` and `count` more, drawn by `seed`: all of them happen together and break the promise as
 * `faults` do, in each of two runs; those planted break none without them, where some may have no
 * place to happen (what a node says when another has died). Fewer where that many are not found in
 * so many tries.
 */
export async function plantBySeed(
  bench: Bench,
  faults: readonly Fault[],
  { count, seed, triesMax }: { count: number; seed: number; triesMax: number },
): Promise<Planted> {
  const good = (await bench.run('control', [])).result.trace;
  const failing = await bench.run('confirm', faults);
  const reason = reasonOf(failing);
  const own = new Set(faults.map(faultText));
  const offered = offeredIn(failing.result.trace, good).filter((one) => !own.has(faultText(one)));
  const breaks = async (set: readonly Fault[]): Promise<boolean> => {
    for (let run = 0; run < TWICE.runs; run += 1) {
      if (reasonOf(await bench.run('hypothesis', set)) !== reason) {
        return false;
      }
    }
    return true;
  };
  let planted: readonly Fault[] = [];
  let tries = 0;
  for (const one of drawn(offered, chanceOf(seed))) {
    const more = [...planted, one];
    if (planted.length >= count || tries >= triesMax || reason === undefined) {
      break;
    }
    if (!canBe([...faults, ...more])) {
      continue;
    }
    tries += 1;
    const alone = (await bench.run('hypothesis', more)).judged;
    if (isHarmless(alone) && (await breaks([...faults, ...more]))) {
      planted = more;
    }
  }
  return { faults: [...faults, ...planted], planted };
}

/** The faults of `from` from which those of `to` were made, by the steps that were taken. */
export function originsOf(
  from: readonly Fault[],
  to: readonly Fault[],
  tries: readonly Lessening[],
): readonly Fault[] {
  const origin = new Map(from.map((fault) => [faultText(fault), fault]));
  for (const { fault, to: next, kept } of tries) {
    const first = origin.get(faultText(fault));
    if (kept && next !== undefined && first !== undefined) {
      origin.set(faultText(next), first);
    }
  }
  return to.flatMap((fault) => origin.get(faultText(fault)) ?? []);
}

export interface Judgement {
  readonly left: readonly Fault[];
  /** None of the planted is left. */
  readonly isClean: boolean;
  /** What is left is, or was made of, one of the sets that are minimal by hand. */
  readonly isMinimal: boolean;
}

export function judgeLeft(
  { faults, planted }: Planted,
  left: readonly Fault[],
  tries: readonly Lessening[],
  sets: readonly (readonly string[])[],
): Judgement {
  const origins = originsOf(faults, left, tries);
  const isPlanted = new Set(planted.map(faultText));
  const texts = origins.map(faultText);
  return {
    left,
    isClean: origins.length === left.length && !texts.some((text) => isPlanted.has(text)),
    isMinimal: sets.some((set) => set.length === texts.length && isSet(texts, set)),
  };
}

/** Names of sets, for messages. */
export const setText = (faults: readonly Fault[]): string =>
  faults.length === 0 ? 'none' : faultSetId(faults).replaceAll('\n', '; ');
