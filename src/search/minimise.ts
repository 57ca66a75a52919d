/**
 * Shrinks a violating fault set: drops faults one by one, then moves each cut to later messages of
 * its stream as long as the invariant still breaks, so that the reported cut is the last one that
 * matters. Each step is a run, unless the hunt has seen that set come out well. Deterministic for a
 * deterministic system.
 */
import type { Naming } from '../faults/naming.ts';
import { canonicalFaults, faultSetId } from '../faults/order.ts';
import { isStream } from '../model/channel.ts';
import type { Fault } from '../model/fault.ts';
import type { Trace } from '../model/trace.ts';
import type { Bench, Trial } from './bench.ts';
import { messageAt } from './literals.ts';

const TRIES = 2;
/** Steps that one cut may be moved: a stream may carry thousands of messages. */
const MOVES_MAX = 16;

export interface MinimiseContext {
  readonly bench: Bench;
  readonly naming: Naming;
  /** True for a set that a run of the hunt has shown to come out well. */
  readonly isKnownGood: (faults: readonly Fault[]) => boolean;
  /** Shown each run that came out well. */
  readonly onGood: (trial: Trial) => void;
}

export interface Minimised {
  /** In canonical order. */
  readonly faults: readonly Fault[];
  /** A failing run of exactly these. */
  readonly trial: Trial;
  /** All sets seen to violate on the way, the last included. */
  readonly path: readonly (readonly Fault[])[];
}

/** A failing run of exactly that set, in at most `TRIES` runs. */
export async function findFailing(
  { bench, onGood }: Pick<MinimiseContext, 'bench' | 'onGood'>,
  faults: readonly Fault[],
): Promise<Trial | undefined> {
  for (let tries = 0; tries < TRIES && bench.stopReason() === undefined; tries += 1) {
    const trial = await bench.run('minimise', faults);
    const { verdict } = trial.judged;
    if (verdict.kind === 'violated') {
      return trial;
    }
    if (verdict.kind === 'held' || verdict.kind === 'vacuous') {
      onGood(trial);
    }
  }
  return undefined;
}

/**
 * The same cut at the next message of its stream, by the failing run; undefined if there is none.
 */
function laterCut(fault: Fault, trace: Trace, naming: Naming): Fault | undefined {
  const message = fault.kind === 'cut' ? messageAt(trace, fault.at) : undefined;
  if (fault.kind !== 'cut' || message === undefined) {
    return undefined;
  }
  const next = trace.messages.find(
    ({ id, kind, channel, direction, phase }) =>
      id > message.id &&
      isStream(kind) &&
      channel === message.channel &&
      direction === message.direction &&
      phase === 'workload',
  );
  const name = next && naming.namesIn(trace).get(next.id);
  return name && { ...fault, at: name.address };
}

/**
 * Shrinks `faults`, of which `trial` is a failing run. Stops early, with what it has, when the
 * bench stops.
 */
export async function minimise(
  context: MinimiseContext,
  faults: readonly Fault[],
  trial: Trial,
): Promise<Minimised> {
  const { bench, naming, isKnownGood } = context;
  let best: Minimised = { faults: canonicalFaults(faults), trial, path: [faults] };
  const refuted = new Set<string>();

  const attempt = async (candidate: readonly Fault[]): Promise<boolean> => {
    const trying = canonicalFaults(candidate);
    const id = faultSetId(trying);
    if (trying.length === 0 || refuted.has(id) || bench.stopReason() !== undefined) {
      return false;
    }
    const failing = isKnownGood(trying) ? undefined : await findFailing(context, trying);
    bench.emit({ kind: 'minimise-step', trying, kept: failing !== undefined });
    if (failing === undefined) {
      refuted.add(id);
      return false;
    }
    best = { faults: trying, trial: failing, path: [...best.path, trying] };
    return true;
  };

  for (let index = 0; index < best.faults.length; ) {
    const dropped = best.faults.filter((_, place) => place !== index);
    index = (await attempt(dropped)) ? 0 : index + 1;
  }
  for (const original of best.faults) {
    let current = original;
    for (let moves = 0; moves < MOVES_MAX; moves += 1) {
      const later = laterCut(current, best.trial.result.trace, naming);
      const candidate = later && best.faults.map((fault) => (fault === current ? later : fault));
      if (later === undefined || candidate === undefined || !(await attempt(candidate))) {
        break;
      }
      current = later;
    }
  }
  return best;
}
