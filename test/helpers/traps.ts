/** Protocols whose violation is lost by a search that takes too small a support. */
import type { Verdict } from '../../src/model/verdict.ts';
import type { Actor, Protocol } from './fake-runner.ts';

const HELD: Verdict = { kind: 'held' };

/**
 * `x` reports to `z`, which nobody asks, and may die there: it has promised nothing yet.
 * If the order GO is lost, it reports later, between its promise and what keeps it.
 */
export function movingCrash(): Protocol {
  return {
    name: 'moving-crash',
    nodes: ['x', 'y', 'z'],
    asks: ['y'],
    cast: () => {
      let promised = false;
      let kept = false;
      let reported = false;
      const x: Actor = {
        receive: (context, _from, label) => {
          if (label === 'ASK') {
            context.datagram('client', 'OK');
          }
          if (!reported) {
            reported = true;
            context.datagram('z', 'REPORT');
          }
          if (label === 'ASK') {
            context.datagram('y', 'KEEP');
          }
        },
      };
      return {
        actors: {
          client: {
            start: (context) => {
              context.datagram('x', 'GO');
              context.after(4, 'ask');
            },
            timer: (context) => context.datagram('x', 'ASK'),
            receive: () => {
              promised = true;
            },
          },
          x,
          y: {
            receive: () => {
              kept = true;
            },
          },
        },
        judge: () =>
          promised && !kept ? { kind: 'violated', reason: 'promised and not kept' } : HELD,
      };
    },
  };
}

/** `y` forgets what it has promised when its stream to `x` breaks; `x` last speaks to nobody. */
export function brokenStream(): Protocol {
  return {
    name: 'broken-stream',
    nodes: ['x', 'y', 'z'],
    asks: ['y'],
    cast: () => {
      let stored = false;
      const x: Actor = {
        start: (context) => {
          context.send('y', 'HELLO');
          context.after(3, 'report');
        },
        timer: (context) => context.datagram('z', 'REPORT'),
      };
      const y: Actor = {
        receive: () => {
          stored = true;
        },
        closed: () => {
          stored = false;
        },
      };
      return {
        actors: { client: {}, x, y },
        judge: () => (stored ? HELD : { kind: 'violated', reason: 'y forgot' }),
      };
    },
  };
}

/**
 * `c` tells `b`, whom nobody asks, that it is alive. If that is lost, `b` takes over in time, and
 * `c` forgets what it has promised.
 */
export function takeOver(): Protocol {
  return {
    name: 'take-over',
    nodes: ['b', 'c'],
    asks: ['c'],
    cast: () => {
      let promised = false;
      let isHeard = false;
      let kept = true;
      const b: Actor = {
        start: (context) => context.after(10, 'check'),
        receive: () => {
          isHeard = true;
        },
        timer: (context) => {
          if (!isHeard) {
            context.datagram('c', 'TAKE');
          }
        },
      };
      const c: Actor = {
        start: (context) => context.datagram('b', 'ALIVE'),
        receive: (context, _from, label) => {
          kept = label === 'PUT';
          if (kept) {
            context.send('client', 'OK');
          }
        },
      };
      const client: Actor = {
        start: (context) => context.send('c', 'PUT'),
        receive: () => {
          promised = true;
        },
      };
      return {
        actors: { client, b, c },
        judge: (alive) =>
          promised && alive.has('c') && !kept
            ? { kind: 'violated', reason: 'promised and forgotten' }
            : HELD,
      };
    },
  };
}

/**
 * `p` promises what `b` alone keeps, unless it has seen by then that `b` is down: lost if `b` dies
 * later than that. If `talks`, `b` sends something more in the end, and then `p` keeps it, too.
 */
export function lateCrash(talks: boolean): Protocol {
  return {
    name: 'late-crash',
    nodes: ['p', 'b'],
    asks: ['p', 'b'],
    cast: () => {
      let promised = false;
      let isBroken = false;
      let isCopied = false;
      const p: Actor = {
        receive: (context, _from, label) => {
          if (label === 'PUT') {
            context.send('b', 'COPY');
          } else if (label === 'ACK') {
            context.after(3, 'promise');
          } else if (label === 'BACK') {
            isCopied = true;
          }
        },
        timer: (context) => {
          if (!isBroken) {
            context.send('client', 'OK');
          }
        },
        closed: () => {
          isBroken = true;
        },
      };
      const b: Actor = {
        start: (context) => context.send('p', 'HELLO'),
        receive: (context) => {
          context.send('p', 'ACK');
          if (talks) {
            context.after(9, 'back');
          }
        },
        timer: (context) => context.send('p', 'BACK'),
      };
      const client: Actor = {
        start: (context) => context.send('p', 'PUT'),
        receive: () => {
          promised = true;
        },
      };
      return {
        actors: { client, p, b },
        judge: (alive) =>
          promised && !alive.has('b') && !isCopied
            ? { kind: 'violated', reason: 'promised and lost' }
            : HELD,
      };
    },
  };
}

/** `a` keeps what it was told last: a word that comes too late is worse than one that is lost. */
export function lastWord(): Protocol {
  return {
    name: 'last-word',
    nodes: ['a'],
    asks: ['a'],
    cast: () => {
      const words: string[] = [];
      const client: Actor = {
        start: (context) => {
          context.datagram('a', 'PUT old');
          context.after(4, 'PUT new');
        },
        timer: (context, tag) => context.datagram('a', tag),
      };
      const a: Actor = {
        receive: (_context, _from, label) => {
          words.push(label);
        },
      };
      return {
        actors: { client, a },
        judge: () =>
          words.length === 2 && words[1] === 'PUT old'
            ? { kind: 'violated', reason: 'an old word is the last' }
            : HELD,
      };
    },
  };
}

/**
 * `b` takes over unless it hears of `a` in time, and then must not hear of it before it is told
 * that all is over: neither the loss of ALIVE breaks it, nor that it comes at the very end.
 */
export function lateSign(): Protocol {
  return {
    name: 'late-sign',
    nodes: ['a', 'b'],
    asks: ['b'],
    cast: () => {
      let state = 'waits';
      const a: Actor = { start: (context) => context.datagram('b', 'ALIVE') };
      const b: Actor = {
        start: (context) => context.after(4, 'check'),
        receive: (_context, _from, label) => {
          if (label === 'OVER') {
            state = state === 'torn' ? 'torn' : 'over';
          } else {
            state = state === 'leads' ? 'torn' : state === 'waits' ? 'follows' : state;
          }
        },
        timer: (context) => {
          if (state === 'waits') {
            state = 'leads';
            context.datagram('client', 'LEADER');
          }
        },
      };
      const client: Actor = {
        start: (context) => context.after(12, 'OVER'),
        timer: (context, tag) => context.datagram('b', tag),
      };
      return {
        actors: { client, a, b },
        judge: () => (state === 'torn' ? { kind: 'violated', reason: 'two leaders' } : HELD),
      };
    },
  };
}

/** `b` leads as well if it hears nothing of `a`, which says twice that it leads. */
export function splitBrain(): Protocol {
  return {
    name: 'split-brain',
    nodes: ['a', 'b', 'c'],
    asks: ['a', 'b'],
    cast: () => {
      let isHeard = false;
      let leads = false;
      const a: Actor = {
        start: (context) => {
          context.datagram('b', 'ALIVE');
          context.datagram('c', 'ALIVE');
          context.after(3, 'again');
        },
        timer: (context) => context.datagram('b', 'ALIVE'),
      };
      const b: Actor = {
        start: (context) => context.after(10, 'check'),
        receive: () => {
          isHeard = true;
        },
        timer: () => {
          leads = !isHeard;
        },
      };
      return {
        actors: { client: {}, a, b, c: {} },
        judge: (alive) =>
          leads && alive.has('a') && alive.has('b')
            ? { kind: 'violated', reason: 'two leaders' }
            : HELD,
      };
    },
  };
}
