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
