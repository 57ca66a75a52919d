/** The token ring and the election of the ladder (T1, B1) for the fake runner. */
import { HELD, has, type Node, played, type Steps, vacuous, violated } from './fake-node.ts';
import type { Protocol } from './fake-runner.ts';

/** T1. */
export function tokenRing(name: string): Protocol {
  const nodes = ['a', 'b', 'c', 'd'];
  const steps = (node: Node): Steps => {
    let seen = false;
    let tries = 0;
    let skipped = 0;
    const own = nodes.indexOf(node.self);
    const pass = (): void => {
      const next = nodes[(own + 1 + skipped) % nodes.length] ?? '';
      if (next === node.self) {
        return;
      }
      node.tell(next, 'TOKEN');
      tries += 1;
      skipped += tries % 3 === 0 ? 1 : 0;
      node.after(1, pass);
    };
    return {
      start: () => {
        if (node.self === 'a') {
          node.say('STARTED');
          pass();
        }
      },
      hear: (from, text) => {
        if (text === 'TACK') {
          node.cancel(pass);
          return;
        }
        node.tell(from, 'TACK');
        if (!seen) {
          seen = true;
          if (node.self === 'a') {
            node.say('RETURNED');
          } else {
            pass();
          }
        }
      },
    };
  };
  return played(name, nodes, steps, (logs, alive) => {
    if (!alive.has('a') || !has(logs, 'a', 'STARTED')) {
      return vacuous('a is dead');
    }
    return has(logs, 'a', 'RETURNED') ? HELD : violated('the token never came back');
  });
}

/** B1. */
export function bully(name: string): Protocol {
  const nodes = ['n1', 'n2', 'n3'];
  const steps = (node: Node): Steps => {
    const rank = nodes.indexOf(node.self);
    let asking = false;
    const lead = (): void => {
      asking = false;
      node.cancel(elect);
      node.say('LEADS');
      for (const lower of nodes.slice(0, rank)) {
        node.tell(lower, 'COORDINATOR');
      }
    };
    const elect = (): void => {
      asking = true;
      for (const higher of nodes.slice(rank + 1)) {
        node.tell(higher, 'ELECTION');
      }
      if (rank === nodes.length - 1) {
        lead();
      } else {
        node.after(2, lead);
      }
    };
    return {
      start: () => {
        if (rank === 0) {
          elect();
        }
      },
      hear: (from, text) => {
        if (text === 'ELECTION') {
          node.tell(from, 'ANSWER');
          if (!asking) {
            elect();
          }
        } else if (text === 'ANSWER') {
          node.cancel(lead);
          if (asking) {
            node.after(4, elect);
          }
        } else {
          asking = false;
          node.cancel(lead);
          node.cancel(elect);
          node.say(`FOLLOWS ${from}`);
        }
      },
    };
  };
  return played(name, nodes, steps, (logs, alive) => {
    const leaders = nodes.filter((node) => alive.has(node) && logs.get(node)?.at(-1) === 'LEADS');
    if (leaders.length > 1) {
      return violated('two lead');
    }
    return leaders.length === 0 ? vacuous('nobody leads') : HELD;
  });
}
