/**
 * Pauses at messages: before the call that sends one, or after it. A pause strikes between two
 * stops; here it is known at which calls that is.
 */
import type { Fault } from '../model/fault.ts';
import type { Offer } from '../tracer/interposer.ts';

export interface PausePoints {
  /** The call is about to send these messages, at which these faults are due. */
  offered(offer: Offer, due: readonly (readonly Fault[])[]): void;
  /** One more of its messages is sent. */
  sent(call: number): void;
  ended(call: number): void;
  /** These are to begin now, whatever call it is. */
  now(faults: readonly Fault[]): void;
  /** Faults that are to begin now. */
  due(): readonly Fault[];
}

/** A pause after the message with this index of the call. */
interface After {
  readonly fault: Fault;
  readonly index: number;
}

export const createPauses = (): PausePoints => {
  const calls = new Map<number, { sent: number; readonly waiting: readonly After[] }>();
  let begun: readonly Fault[] = [];
  return {
    offered: ({ call }, due) => {
      const pauses = due.flatMap((faults, index) =>
        faults.flatMap((fault) => (fault.kind === 'pause' ? [{ fault, index }] : [])),
      );
      const isBefore = ({ fault }: After): boolean =>
        fault.kind === 'pause' && fault.when === 'before';
      begun = [...begun, ...pauses.filter(isBefore).map(({ fault }) => fault)];
      const waiting = pauses.filter((one) => !isBefore(one));
      if (waiting.length > 0) {
        calls.set(call, { sent: 0, waiting });
      }
    },
    sent: (call) => {
      const found = calls.get(call);
      if (found !== undefined) {
        found.sent += 1;
      }
    },
    ended: (call) => {
      const { sent = 0, waiting = [] } = calls.get(call) ?? {};
      calls.delete(call);
      begun = [...begun, ...waiting.filter(({ index }) => index < sent).map(({ fault }) => fault)];
    },
    now: (faults) => {
      begun = [...begun, ...faults];
    },
    due: () => begun,
  };
};
