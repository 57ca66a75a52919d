/** The broadcasts of the ladder (D1 to D5) for the fake runner. */
import type { NodeName } from '../../src/model/trace.ts';
import {
  HELD,
  has,
  type Judge,
  type Node,
  played,
  type Steps,
  vacuous,
  violated,
} from './fake-node.ts';
import type { Protocol } from './fake-runner.ts';

const BROADCAST: Judge = (logs, alive) => {
  const live = [...alive].filter((node) => node !== 'client');
  const delivered = live.filter((node) => has(logs, node, 'DELIVER'));
  if (!has(logs, 'client', 'a SENT') || !delivered.some((node) => node !== 'a')) {
    return vacuous('nothing was promised');
  }
  return delivered.length === live.length ? HELD : violated('one never delivered');
};

/** D1 to D5: `again`: rounds of the origin; who `relays` does the same when it first delivers. */
export function broadcast(name: string, rounds: number, relays: boolean, stops: boolean): Protocol {
  const steps = (node: Node): Steps => {
    const acked = new Set<NodeName>();
    let delivered = false;
    let sent = 0;
    const round = (): void => {
      const waiting = node.others.filter((other) => !acked.has(other));
      for (const other of waiting) {
        node.tell(other, 'LOG');
      }
      sent += 1;
      if (waiting.length > 0 && sent < rounds) {
        node.after(1, round);
      }
    };
    const deliver = (): void => {
      if (delivered) {
        return;
      }
      delivered = true;
      node.say('DELIVER');
      if (relays || node.self === 'a') {
        round();
      }
    };
    return {
      start: () => {
        if (node.self === 'a') {
          deliver();
          node.tellClient('SENT');
        }
      },
      hear: (from, text) => {
        if (stops) {
          acked.add(from);
        }
        if (text === 'LOG') {
          deliver();
          if (stops) {
            node.tell(from, 'ACK');
          }
        }
      },
    };
  };
  return played(name, ['a', 'b', 'c'], steps, BROADCAST);
}

/** D3: what is heard in one round is passed on in the next. */
export function classic(name: string): Protocol {
  const steps = (node: Node): Steps => {
    const heard = new Set<number>();
    return {
      start: () => {
        if (node.self === 'a') {
          node.say('DELIVER');
          node.tellAll('LOG 1');
          node.tellClient('SENT');
        }
      },
      hear: (_from, text) => {
        const round = Number(text.split(' ')[1]);
        if (heard.has(round)) {
          return;
        }
        heard.add(round);
        node.say('DELIVER');
        if (round < 3) {
          node.tellAll(`LOG ${round + 1}`);
        }
      },
    };
  };
  return played(name, ['a', 'b', 'c'], steps, BROADCAST);
}
