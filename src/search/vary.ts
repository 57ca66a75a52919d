/**
 * The same fault at another point, or with another ending: what may be asked of a finding is
 * whether it breaks the promise there, too. Pure; runs tell.
 */
import type { Naming } from '../faults/naming.ts';
import { movedTo } from '../faults/place.ts';
import { faultText } from '../faults/text.ts';
import { isStream } from '../model/channel.ts';
import type { CrashFault, CutFault, Fault, OmitFault } from '../model/fault.ts';
import type { Message, Trace } from '../model/trace.ts';
import { messageAt } from './literals.ts';
import { isFaultable } from './windows.ts';

/** Points that are asked about, before and after the fault's own. */
const BEFORE = 1;
const AFTER = 2;

function near(all: readonly Message[], own: Message): readonly Message[] {
  const at = all.findIndex(({ id }) => id === own.id);
  return [...all.slice(Math.max(0, at - BEFORE), at), ...all.slice(at + 1, at + 1 + AFTER)];
}

interface Scene {
  readonly good: Trace;
  readonly own: Message;
  readonly moved: <F extends Fault>(fault: F, to: Message) => readonly F[];
}

function otherCrashes(fault: CrashFault, { good, own, moved }: Scene): readonly Fault[] {
  const sent = good.messages.filter((one) => isFaultable(one) && one.from === fault.node);
  const { at: _, ...bare } = fault;
  const flipped = { ...fault, when: fault.when === 'before' ? 'after' : 'before' } as const;
  return [
    flipped,
    ...near(sent, own).flatMap((message) => moved(fault, message)),
    { ...bare, when: 'end' } as const,
  ];
}

function otherCuts(fault: CutFault, { good, own, moved }: Scene): readonly Fault[] {
  const stream = good.messages.filter(
    (one) =>
      isFaultable(one) &&
      isStream(one.kind) &&
      one.channel === own.channel &&
      one.direction === own.direction,
  );
  const plain = fault.both === undefined && fault.hold === undefined;
  const ending = fault.ending === 'reset' ? 'silence' : 'reset';
  return [
    ...(plain ? [{ ...fault, ending } as const] : []),
    ...near(stream, own).flatMap((message) => moved(fault, message)),
  ];
}

function otherLosses(fault: OmitFault, { good, own, moved }: Scene): readonly Fault[] {
  const pair = good.messages.filter(
    (one) =>
      isFaultable(one) && one.kind === own.kind && one.from === own.from && one.to === own.to,
  );
  return near(pair, own).flatMap((message) => moved(fault, message));
}

/**
 * Other faults of its kind around it, as `good` shows the messages there; none for a fault at no
 * message, or at one that `good` does not have.
 */
export function variantsOf(fault: Fault, good: Trace, naming: Naming): readonly Fault[] {
  if ((fault.kind !== 'crash' && fault.kind !== 'cut' && fault.kind !== 'omit') || !fault.at) {
    return [];
  }
  const own = messageAt(good, fault.at);
  if (own === undefined || ('side' in fault && fault.side !== undefined)) {
    return [];
  }
  const names = naming.namesIn(good);
  const scene: Scene = {
    good,
    own,
    moved: (one, to) => {
      const name = names.get(to.id);
      return name === undefined ? [] : [movedTo(one, name.address)];
    },
  };
  const all =
    fault.kind === 'crash'
      ? otherCrashes(fault, scene)
      : fault.kind === 'cut'
        ? otherCuts(fault, scene)
        : otherLosses(fault, scene);
  const byText = new Map(all.map((one) => [faultText(one), one]));
  byText.delete(faultText(fault));
  return [...byText.values()];
}
