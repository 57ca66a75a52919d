/** Small protocols for the fake runner, each with what is known of its weak spots. */
import type { Verdict } from '../../src/model/verdict.ts';
import type { Actor, Context, Protocol } from './fake-runner.ts';

const HELD: Verdict = { kind: 'held' };

function violated(reason: string): Verdict {
  return { kind: 'violated', reason };
}

/** Every acknowledged key must be on some node that is alive; nothing acknowledged is vacuous. */
function judgeKeys(
  acknowledged: ReadonlySet<string>,
  stores: Readonly<Record<string, ReadonlySet<string>>>,
  alive: ReadonlySet<string>,
): Verdict {
  if (acknowledged.size === 0) {
    return { kind: 'vacuous', reason: 'no write was acknowledged' };
  }
  for (const key of acknowledged) {
    const kept = Object.entries(stores).some(([node, keys]) => alive.has(node) && keys.has(key));
    if (!kept) {
      return violated(`${key} was acknowledged and is lost`);
    }
  }
  return HELD;
}

/** A client that writes keys one after the other, the next when the last was acknowledged. */
function writer(keys: readonly string[], acknowledged: Set<string>): Actor {
  const write = (context: Context, index: number): void => {
    const key = keys[index];
    if (key !== undefined) {
      context.send('primary', `SET ${key}`);
    }
  };
  return {
    start: (context) => write(context, 0),
    receive: (context, _from, label) => {
      const key = label.split(' ')[1] ?? '';
      acknowledged.add(key);
      write(context, keys.indexOf(key) + 1);
    },
  };
}

/**
 * Replicates, and acknowledges without waiting: lost by one cut and one crash, and by nothing less.
 */
export function asyncBackup(keys: readonly string[] = ['k1', 'k2']): Protocol {
  return {
    name: 'async-backup',
    nodes: ['primary', 'replica'],
    asks: ['primary', 'replica'],
    cast: () => {
      const acknowledged = new Set<string>();
      const stores = { primary: new Set<string>(), replica: new Set<string>() };
      return {
        actors: {
          client: writer(keys, acknowledged),
          primary: {
            receive: (context, _from, label) => {
              const key = label.split(' ')[1] ?? '';
              stores.primary.add(key);
              context.send('replica', `SET ${key}`);
              context.send('client', `OK ${key}`);
            },
          },
          replica: {
            receive: (_, __, label) => void stores.replica.add(label.split(' ')[1] ?? ''),
          },
        },
        judge: (alive) => judgeKeys(acknowledged, stores, alive),
      };
    },
  };
}

/** Acknowledges when the replica has: right with one cut and one crash. */
export function syncBackup(keys: readonly string[] = ['k1', 'k2']): Protocol {
  return {
    name: 'sync-backup',
    nodes: ['primary', 'replica'],
    asks: ['primary', 'replica'],
    cast: () => {
      const acknowledged = new Set<string>();
      const stores = { primary: new Set<string>(), replica: new Set<string>() };
      return {
        actors: {
          client: writer(keys, acknowledged),
          primary: {
            receive: (context, from, label) => {
              const key = label.split(' ')[1] ?? '';
              if (from === 'client') {
                stores.primary.add(key);
                context.send('replica', `SET ${key}`);
              } else {
                context.send('client', `OK ${key}`);
              }
            },
          },
          replica: {
            receive: (context, _from, label) => {
              const key = label.split(' ')[1] ?? '';
              stores.replica.add(key);
              context.send('primary', `ACK ${key}`);
            },
          },
        },
        judge: (alive) => judgeKeys(acknowledged, stores, alive),
      };
    },
  };
}

/** One datagram to each node, sent `times` times: lost by as many omissions. */
export function broadcast(nodes: readonly string[] = ['a', 'b'], times = 1): Protocol {
  return {
    name: 'broadcast',
    nodes,
    asks: nodes,
    cast: () => {
      const delivered = new Set<string>();
      const shout = (context: Context): void => {
        for (const node of nodes) {
          context.datagram(node, 'NEWS');
        }
      };
      const hear: Actor = { receive: ({ self }) => void delivered.add(self) };
      return {
        actors: {
          client: {
            start: (context) => {
              shout(context);
              for (let i = 1; i < times; i += 1) {
                context.after(5 * i, 'again');
              }
            },
            timer: shout,
          },
          ...Object.fromEntries(nodes.map((node) => [node, hear])),
        },
        judge: (alive) => {
          const missing = nodes.find((node) => alive.has(node) && !delivered.has(node));
          return missing === undefined ? HELD : violated(`${missing} missed the news`);
        },
      };
    },
  };
}

/**
 * The client connects again and sends again when its stream breaks or stays silent: lost by two
 * faults.
 */
export function retry(): Protocol {
  return {
    name: 'retry',
    nodes: ['server'],
    asks: ['server'],
    cast: () => {
      let stored = false;
      let answered = false;
      const attempt = (context: Context): void => {
        if (!answered && context.connect('server')) {
          context.send('server', 'PUT');
        }
      };
      return {
        actors: {
          client: {
            start: (context) => {
              attempt(context);
              context.after(6, 'retry');
            },
            timer: attempt,
            receive: () => {
              answered = true;
            },
          },
          server: {
            receive: (context) => {
              stored = true;
              context.send('client', 'DONE');
            },
          },
        },
        judge: (alive) =>
          !alive.has('server') || stored ? HELD : violated('the server never got the order'),
      };
    },
  };
}

/** Promises nothing. */
export function silent(): Protocol {
  return {
    name: 'silent',
    nodes: ['a'],
    asks: ['a'],
    cast: () => ({
      actors: { client: { start: (context) => context.send('a', 'HELLO') } },
      judge: () => ({ kind: 'vacuous', reason: 'nothing was promised' }),
    }),
  };
}

/** As asyncBackup, but what would be a violation shows only in every n-th run. */
export function flakyBackup(every: number): Protocol {
  const solid = asyncBackup(['k1']);
  return {
    ...solid,
    name: 'flaky-backup',
    cast: (run) => {
      const cast = solid.cast(run);
      return {
        ...cast,
        judge: (alive) => {
          const verdict = cast.judge(alive);
          return verdict.kind === 'violated' && run % every !== 0 ? HELD : verdict;
        },
      };
    },
  };
}

/** `a` reports under another name when it has not heard GO; it may be down only in between. */
export function detour(): Protocol {
  return {
    name: 'detour',
    nodes: ['a', 'b'],
    asks: ['a', 'b'],
    cast: () => {
      let heard = false;
      let isWell = false;
      return {
        actors: {
          client: { start: (context) => context.datagram('a', 'GO') },
          a: {
            start: (context) => context.after(4, 'report'),
            receive: () => {
              heard = true;
            },
            timer: (context) => context.datagram('b', heard ? 'WELL' : 'ILL'),
          },
          b: {
            receive: (_, __, label) => {
              isWell = label === 'WELL';
            },
          },
        },
        judge: (alive) =>
          alive.has('a') || (heard && !isWell) ? HELD : violated('a is down, well or never heard'),
      };
    },
  };
}
