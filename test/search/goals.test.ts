/** Hunts that know what is enough for a promise to be kept. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BaselineError } from '../../src/model/errors.ts';
import { type Goal, goalText } from '../../src/model/goal.ts';
import { climbFake, rungOf } from '../helpers/fake-climb.ts';
import { upTo } from '../helpers/fake-ladder.ts';
import { type Actor, createFakeRunner, type Protocol } from '../helpers/fake-runner.ts';
import { type Hunted, huntWith, TWO_OF_ALL, textsOf } from '../helpers/hunting.ts';

const test = suite('goals of a hunt');

/** The row, largest set, and most runs to the certificate. */
const CERTIFIED = [
  ['d4-redundant', 1, 5],
  ['d4-redundant', 2, 7],
  ['d4-redundant', 3, 20],
  ['d5-ack', 1, 5],
  ['d5-ack', 2, 7],
  ['d5-ack', 3, 19],
] as const;

for (const [name, size, most] of CERTIFIED) {
  test(`${name} is certified up to ${size} faults within ${most} runs`, async () => {
    const rung = { ...rungOf(name), bounds: upTo(size, size, 1) };
    const { runs, outcome } = await climbFake(rung, { withGoals: true });
    assert.is(outcome, 'exhausted');
    assert.ok(runs <= most, `${runs} runs`);
  });
}

test('what is implied stands under the reason for it, and all of it does', async () => {
  const { protocol, goals = [] } = rungOf('d5-ack');
  const options = { goals, bounds: upTo(3, 2, 1), kinds: ['omit', 'crash'] as const };
  const runner = createFakeRunner(protocol, (result) => result, false, goals);
  const { certificate } = (await huntWith(runner, options)).result;
  const { run = 0, moot = 0, unconditional = 0, folded } = certificate?.impliedBy ?? {};
  assert.is(run + moot + unconditional, certificate?.implied);
  assert.ok(run > 0 && moot > 0 && unconditional > 0);
  assert.is(folded, 0);
});

for (const name of ['d1-simple', 'd2-retry', 'd3-classic']) {
  test(`${name} is still broken, by a minimal set of its size, and sooner`, async () => {
    const rung = rungOf(name);
    const { runs, faults } = await climbFake(rung, { withGoals: true });
    assert.is(faults, rung.expected);
    assert.ok(runs <= (await climbFake(rung)).runs, `${runs} runs`);
  });
}

async function hunted(protocol: Protocol, goals: readonly Goal[]): Promise<Hunted> {
  const runner = createFakeRunner(protocol, (result) => result, false, goals);
  return huntWith(runner, { goals, bounds: TWO_OF_ALL, stopOn: 'all' });
}

/** One node of two has to hear. */
const eitherHears: Protocol = {
  name: 'either',
  nodes: ['a', 'b'],
  asks: ['a', 'b'],
  cast: () => {
    const heard = new Set<string>();
    const hear = { receive: ({ self }: { readonly self: string }) => void heard.add(self) };
    return {
      actors: {
        client: {
          start: (context) => {
            context.datagram('a', 'NEWS');
            context.datagram('b', 'NEWS');
          },
        },
        ...{ a: hear, b: hear },
      },
      judge: () => (heard.size > 0 ? { kind: 'held' } : { kind: 'violated', reason: 'none' }),
    };
  },
};

const hears = (atLeast: number): Goal => ({
  events: ['a', 'b'].map((node) => ({ node, type: 'receives', match: '^NEWS$' })),
  ...{ atLeast, monotone: true },
});

test('of one of two that suffices both have to be struck: no single loss is tried', async () => {
  const { requests, result } = await hunted(eitherHears, [hears(1)]);
  const tried = requests.filter(({ purpose }) => purpose === 'hypothesis');
  assert.is(result.findings.length, 1);
  assert.is(result.findings[0]?.faults.length, 2);
  assert.ok(tried.every(({ faults }) => faults.length === 2));
});

test('where both are asked for each loss is tried, and both', async () => {
  const { requests, result } = await hunted(eitherHears, [hears(2)]);
  assert.is(result.findings.length, 1);
  assert.ok(requests.some(({ faults }) => faults.length === 1));
});

test('the certificate names the goals', async () => {
  const { result } = await hunted(eitherHears, [hears(1)]);
  assert.equal(result.certificate?.goals, {
    stated: ['at least 1 of: a receives /^NEWS$/; b receives /^NEWS$/ (monotone)'],
    undone: 0,
  });
});

test('a violation in a run that reached a goal is told: it was none', async () => {
  const needsB: Protocol = {
    ...eitherHears,
    cast: () => {
      let heard = false;
      const { client } = eitherHears.cast(1).actors;
      const b: Actor = {
        receive: () => {
          heard = true;
        },
      };
      return {
        actors: { ...(client && { client }), b },
        judge: () => (heard ? { kind: 'held' } : { kind: 'violated', reason: 'b' }),
      };
    },
  };
  const { result } = await hunted(needsB, [hears(1)]);
  assert.is(result.findings[0]?.faults.length, 1, 'the loss at a is found to be needless');
  assert.ok((result.certificate?.goals?.undone ?? 0) > 0);
});

test('a goal that no fault-free run reaches ends the hunt before it began', async () => {
  const goal: Goal = {
    ...hears(2),
    events: [{ node: 'a', type: 'log', match: 'NEWZ' }],
    atLeast: 1,
  };
  try {
    await hunted(eitherHears, [goal]);
    assert.unreachable();
  } catch (error) {
    assert.instance(error, BaselineError);
    assert.is((error as BaselineError).code, 'baseline-goal');
    assert.match((error as BaselineError).message, 'a logs /NEWZ/');
  }
});

/** b takes over from c when it does not hear from it, and then c answers no client. */
const takenOver: Protocol = {
  name: 'taken-over',
  nodes: ['b', 'c'],
  asks: ['c'],
  cast: () => {
    let isHeard = false;
    let isTaken = false;
    let answered = false;
    const b: Actor = {
      start: (context) => context.after(10, 'check'),
      receive: () => {
        isHeard = true;
      },
      timer: (context) => void (isHeard || context.datagram('c', 'TAKE')),
    };
    const c: Actor = {
      start: (context) => context.datagram('b', 'ALIVE'),
      receive: (context, _from, label) => {
        isTaken ||= label === 'TAKE';
        if (!isTaken) {
          context.send('client', 'OK');
        }
      },
    };
    const client: Actor = {
      start: (context) => context.after(20, 'put'),
      timer: (context) => context.send('c', 'PUT'),
      receive: () => {
        answered = true;
      },
    };
    return {
      actors: { client, b, c },
      judge: () => (answered ? { kind: 'held' } : { kind: 'violated', reason: 'no answer' }),
    };
  },
};

test('a loss that lets a node prevent the goal is tried, unless that is denied', async () => {
  const foundWith = async (monotone: boolean): Promise<boolean> => {
    const goal: Goal = {
      events: [{ node: 'client', type: 'receives', match: '^OK$' }],
      ...{ atLeast: 1, monotone },
    };
    const { result } = await hunted(takenOver, [goal]);
    return result.findings.some(({ faults }) =>
      textsOf(faults).includes('c→b udp "ALIVE"#1: omit'),
    );
  };
  assert.ok(await foundWith(false));
  assert.not.ok(await foundWith(true), 'what is said wrongly of a goal is believed');
});

/** b hands on what it hears at once, and acknowledges it; else a tells c itself. */
const handedOn: Protocol = {
  name: 'handed-on',
  nodes: ['a', 'b', 'c'],
  asks: ['c'],
  cast: () => {
    let isAcknowledged = false;
    let heard = false;
    const a: Actor = {
      start: (context) => {
        context.datagram('b', 'NEWS');
        context.after(10, 'check');
      },
      receive: () => {
        isAcknowledged = true;
      },
      timer: (context) => void (isAcknowledged || context.datagram('c', 'NEWS')),
    };
    const b: Actor = {
      receive: (context) => {
        context.datagram('a', 'ACK');
        context.datagram('c', 'HANDED');
      },
    };
    const c: Actor = {
      receive: () => {
        heard = true;
      },
    };
    return {
      actors: { a, b, c },
      judge: () => (heard ? { kind: 'held' } : { kind: 'violated', reason: 'c never heard' }),
    };
  },
};

test('where less is done because less is lost, what sufficed once is not enough', async () => {
  const isTried = async (unconditional: boolean): Promise<boolean> => {
    const goal: Goal = {
      events: [{ node: 'c', type: 'receives', match: '^(NEWS|HANDED)$' }],
      ...{ atLeast: 1, monotone: true, ...(unconditional && { unconditional }) },
    };
    const runner = createFakeRunner(handedOn, (result) => result, false, [goal]);
    const options = { goals: [goal], bounds: upTo(1, 1, 0), stopOn: 'all' as const };
    const { requests } = await huntWith(runner, options);
    return requests.some(({ faults }) => textsOf(faults).join() === 'b→c udp "HANDED"#1: omit');
  };
  assert.ok(await isTried(false));
  assert.not.ok(await isTried(true), 'the spec must not say that such a goal is unconditional');
});

test('each kind of event in words', () => {
  const text = (event: Goal['events'][number]): string =>
    goalText({ events: [event], atLeast: 1, monotone: false });
  assert.is(text({ node: 'a', type: 'log', match: 'x' }), 'a logs /x/');
  assert.is(
    text({ node: 'a', type: 'receives', match: 'x', from: 'b', excusedBy: ['a', 'b'] }),
    'a receives /x/ from b unless a or b is down',
  );
  assert.is(text({ node: 'a', type: 'exits', code: 0 }), 'a exits with 0');
  assert.is(text({ node: 'a', type: 'dies', before: 'x' }), 'a dies before it sends /x/');
});

test.run();
