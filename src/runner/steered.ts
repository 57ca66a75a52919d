/**
 * An injector that holds messages back which come earlier than in a recorded run, until those
 * before them have come. What it holds is a delay to the tracer, and to nobody else.
 */
import { Alike, type Course, createCourse } from '../faults/steering.ts';
import { isDatagram } from '../model/channel.ts';
import type { DelayFault, Fault } from '../model/fault.ts';
import type { Steering } from '../model/steering.ts';
import type { NodeName } from '../model/trace.ts';
import type { Offer, OfferedMessage, Order } from '../tracer/interposer.ts';
import type { Injector } from './injector.ts';

export interface Steered extends Injector {
  /** Messages that are held back now. */
  readonly held: number;
  /** Lets the earliest of them go, whatever it waits for. */
  letGo(): void;
}

interface Held {
  readonly fault: DelayFault;
  readonly to: NodeName;
  readonly name: string;
  /** Held before or after others, at whatever node: in the order of their offers. */
  readonly turn: number;
}

interface Flight {
  readonly messages: readonly OfferedMessage[];
  sent: number;
}

function delayOf({ from, to, kind, label }: OfferedMessage): DelayFault {
  const at = { from, to, kind, level: 'label', label, digest: '', ordinal: 1 } as const;
  return { kind: 'delay', at, hold: { until: 'events', events: [] } };
}

/** An order that only holds back: from the first of the messages on, or the one datagram. */
function holdingOrder(offer: Offer, gates: readonly { at: number; fault: DelayFault }[]): Order {
  const faults = gates.map(({ fault }) => fault);
  const [first] = gates;
  const plain = { sentUntil: offer.size, crash: false, faults } as const;
  return first !== undefined && isDatagram(first.fault.at.kind)
    ? { ...plain, deliver: offer.size, lose: false, subject: first.fault }
    : { ...plain, deliver: first?.at ?? offer.size, lose: false, cut: 'silence', gates };
}

/** Calls under way, and which messages of one sender are ahead of those that are offered now. */
function createFlights() {
  const flights = new Map<number, Flight>();
  return {
    begin: ({ call, messages }: Offer): readonly OfferedMessage[] => {
      const from = messages[0]?.from;
      const ahead = [...flights].flatMap(([other, flight]) =>
        other !== call && flight.messages[0]?.from === from
          ? flight.messages.slice(flight.sent)
          : [],
      );
      flights.set(call, { messages, sent: 0 });
      return ahead;
    },
    sent: (call: number): void => {
      const flight = flights.get(call);
      if (flight !== undefined) {
        flight.sent += 1;
      }
    },
    ended: (call: number): void => {
      flights.delete(call);
    },
  };
}

/** Of those held back the one that the recorded run read first. */
function earliest(course: Course, held: Iterable<Held>) {
  const places = [...held].map((one) => ({
    one,
    place: course.heldAt(one.to, one.name) ?? -1,
  }));
  const [first] = places.toSorted((a, b) => a.place - b.place || a.one.turn - b.one.turn);
  return first;
}

/** A message that a fault strikes is left to the fault. */
export function steered(injector: Injector, steering: Steering): Steered {
  const course = createCourse(steering);
  const alike = new Alike();
  const flights = createFlights();
  const held = new Map<Fault, Held>();
  /** What was ever held: its end may be told of after it was let go. */
  const own = new WeakSet<Fault>();
  const names = new WeakMap<OfferedMessage, string>();
  const early = new WeakSet<OfferedMessage>();
  let turns = 0;
  const isFree = ({ to, name }: Held): boolean => course.heldAt(to, name) === undefined;
  const hold = (offer: Offer): Order | undefined => {
    const ahead = flights.begin(offer);
    const inTurn = alike.preview(ahead, offer.messages);
    const gates = offer.messages.flatMap((message, index) => {
      const name = inTurn[index] ?? '';
      if (message.kind === 'connect' || course.heldAt(message.to, name) === undefined) {
        return [];
      }
      const fault = delayOf(message);
      turns += 1;
      own.add(fault);
      held.set(fault, { fault, to: message.to, name, turn: turns });
      return [{ at: offer.starts[index] ?? 0, fault }];
    });
    return gates.length === 0 ? undefined : holdingOrder(offer, gates);
  };
  return {
    ...injector,
    get held() {
      return held.size;
    },
    letGo() {
      const first = earliest(course, held.values());
      if (first !== undefined) {
        course.giveUp(first.one.to, first.place);
      }
    },
    wants: () => true,
    order: (offer) => {
      const order = injector.order(offer);
      const holding = hold(offer);
      for (const fault of order === undefined ? [] : (holding?.faults ?? [])) {
        held.delete(fault);
      }
      return order ?? holding;
    },
    sent: (call, message) => {
      injector.sent(call, message);
      flights.sent(call);
      if (message.kind !== 'connect' && message.from !== message.to) {
        const name = alike.next(message);
        names.set(message, name);
        course.happened(message.from, `>${name}`);
        if (early.has(message)) {
          course.happened(message.to, `<${name}`);
        }
      }
    },
    ended: (call) => {
      injector.ended(call);
      flights.ended(call);
    },
    received: (message, event) => {
      injector.received(message, event);
      const name = names.get(message);
      if (name === undefined) {
        early.add(message);
      } else {
        course.happened(message.to, `<${name}`);
      }
    },
    fired: (fault, event, detail) => {
      if (!own.has(fault)) {
        injector.fired(fault, event, detail);
      }
    },
    failed: (fault, detail) => {
      held.delete(fault);
      if (!own.has(fault)) {
        injector.failed(fault, detail);
      }
    },
    over: () => [
      ...injector.over(),
      ...[...held.values()].filter(isFree).map(({ fault }) => fault),
    ],
    markOver: (fault) => {
      held.delete(fault);
      if (!own.has(fault)) {
        injector.markOver(fault);
      }
    },
  };
}
