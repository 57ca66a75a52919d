/** The replicated stores of the ladder (K1, PB1) for the fake runner. */
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

const KEPT: Judge = (logs, alive) => {
  const acked = has(logs, 'w', 'ACKED') || has(logs, 'client', 'p ACK');
  if (!acked) {
    return vacuous('nothing was acknowledged');
  }
  const kept = [...alive].some((node) => has(logs, node, 'STORED'));
  return kept ? HELD : violated('what was acknowledged is lost');
};

/** K1: z knows who is in sync. */
function registrar(node: Node): Steps {
  const inSync = new Set<NodeName>();
  let rounds = 0;
  const announce = (): void => {
    node.tell('a', `MEMBERS ${[...inSync].sort().join(',')}`);
    node.tell('w', 'LEADER a');
    rounds += 1;
    if (rounds < 3) {
      node.after(1, announce);
    }
  };
  return { start: () => node.after(2, announce), hear: (from) => void inSync.add(from) };
}

/** K1: a leads. */
function leader(node: Node): Steps {
  let inSync: readonly NodeName[] | undefined;
  const storedAt = new Set<NodeName>();
  let isStored = false;
  let acked = false;
  let rounds = 0;
  const lacking = (): readonly NodeName[] => (inSync ?? []).filter((one) => !storedAt.has(one));
  const acknowledge = (): void => {
    if (lacking().length === 0) {
      acked = true;
      node.tell('w', 'ACK x');
    }
  };
  const replicate = (): void => {
    for (const one of lacking()) {
      node.tell(one, 'COPY x');
    }
    rounds += 1;
    if (!acked && rounds < 3) {
      node.after(1, replicate);
    }
  };
  const serve = (): void => {
    if (isStored && inSync !== undefined && rounds === 0) {
      replicate();
      acknowledge();
    }
  };
  return {
    hear: (from, text) => {
      if (text.startsWith('MEMBERS ')) {
        inSync ??= text.slice(8).split(',').filter(Boolean);
        serve();
      } else if (text === 'WRITE x') {
        node.say('STORED');
        isStored = true;
        serve();
      } else {
        storedAt.add(from);
        if (!acked) {
          acknowledge();
        }
      }
    },
  };
}

/** K1: w writes. */
function writer(node: Node): Steps {
  let acked = false;
  let rounds = 0;
  const write = (): void => {
    rounds += 1;
    if (!acked && rounds <= 3) {
      node.tell('a', 'WRITE x');
      node.after(1, write);
    }
  };
  return {
    hear: (_from, text) => {
      if (text === 'ACK x') {
        acked = true;
        node.say('ACKED');
      } else if (rounds === 0) {
        write();
      }
    },
  };
}

/** K1: b and c follow. */
function follower(node: Node): Steps {
  return {
    start: () => node.tell('z', 'REGISTER'),
    hear: (from) => {
      node.say('STORED');
      node.tell(from, 'COPIED x');
    },
  };
}

const PARTS: Readonly<Record<NodeName, (node: Node) => Steps>> = {
  a: leader,
  b: follower,
  c: follower,
  w: writer,
  z: registrar,
};

/** K1. */
export function kafka(name: string): Protocol {
  return played(name, Object.keys(PARTS), (node) => PARTS[node.self]?.(node) ?? {}, KEPT);
}

/** PB1. */
export function primaryBackup(name: string, waits: boolean): Protocol {
  const steps = (node: Node): Steps => {
    const copied = new Set<NodeName>();
    let isStored = false;
    let acked = false;
    let rounds = 0;
    const acknowledge = (): void => {
      if (!acked) {
        node.tellClient('ACK');
      }
      acked = true;
    };
    const copy = (): void => {
      const lacking = node.others.filter((other) => !copied.has(other));
      for (const other of lacking) {
        node.tell(other, 'COPY');
      }
      rounds += 1;
      if (lacking.length > 0 && rounds < 3) {
        node.after(1, copy);
      }
    };
    const store = (): void => {
      if (!isStored) {
        node.say('STORED');
      }
      isStored = true;
    };
    return {
      start: () => {
        if (node.self === 'p') {
          store();
          copy();
          if (!waits) {
            acknowledge();
          }
        }
      },
      hear: (from, text) => {
        if (text === 'COPY') {
          store();
          node.tell(from, 'COPIED');
        } else {
          copied.add(from);
          if (copied.size === node.others.length) {
            acknowledge();
          }
        }
      },
    };
  };
  return played(name, ['p', 'r', 's'], steps, KEPT);
}
