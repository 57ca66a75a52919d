/** Retries folded: the first k of equal datagrams on a link, not any of them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { climbFake, rungOf } from '../helpers/fake-climb.ts';
import { type Context, createFakeRunner, type Protocol } from '../helpers/fake-runner.ts';
import { huntWith, TWO_OF_ALL, textsOf } from '../helpers/hunting.ts';
import { broadcast } from '../helpers/protocols.ts';

const test = suite('retries');

const omissionsIn = async (foldRetries: boolean): Promise<readonly string[]> => {
  const runner = createFakeRunner(broadcast(['a'], 3));
  const options = { foldRetries, bounds: TWO_OF_ALL, kinds: ['omit'] as const };
  const { requests, result } = await huntWith(runner, options);
  assert.is(result.outcome, 'exhausted');
  assert.is(result.certificate?.foldedRetries, foldRetries ? true : undefined);
  return requests
    .map(({ faults }) => textsOf(faults).join('; '))
    .filter((text) => text !== '')
    .sort();
};

test('of three equal datagrams the first is lost, or the first two', async () => {
  assert.equal(await omissionsIn(true), [
    'client→a udp "NEWS"#1: omit',
    'client→a udp "NEWS"#1: omit; client→a udp "NEWS"#2: omit',
  ]);
  assert.ok((await omissionsIn(false)).includes('client→a udp "NEWS"#2: omit'));
});

test('datagrams that differ, and other links, are not folded', async () => {
  const runner = createFakeRunner(broadcast(['a', 'b'], 1));
  const options = { foldRetries: true, kinds: ['omit'] as const, stopOn: 'all' as const };
  const { events } = await huntWith(runner, options);
  const violations = events.filter(({ kind }) => kind === 'violation');
  assert.is(violations.length, 2);
});

test('sets that are left out for it are counted apart from others', async () => {
  const { protocol, bounds } = rungOf('d2-retry-omissions');
  const kinds = ['omit'] as const;
  const huntFor = async (foldRetries: boolean) => {
    const options = { bounds, kinds, foldRetries };
    return (await huntWith(createFakeRunner(protocol), options)).result.certificate;
  };
  const { impliedBy, implied } = (await huntFor(true)) ?? {};
  assert.ok((impliedBy?.folded ?? 0) > 0);
  assert.is((impliedBy?.folded ?? 0) + (impliedBy?.run ?? 0), implied);
  assert.is((await huntFor(false))?.impliedBy, undefined, 'all by runs');
});

test('it takes fewer runs to certify a broadcast with retries, and ends alike', async () => {
  const rung = rungOf('d2-retry-omissions');
  const plain = await climbFake(rung);
  const folded = await climbFake(rung, { foldRetries: true });
  assert.is(plain.outcome, 'exhausted');
  assert.is(folded.outcome, 'exhausted');
  assert.ok(folded.runs < plain.runs, `${folded.runs} of ${plain.runs} runs`);
});

/** The server answers each copy, and the client needs one answer: a copy is no mere retry. */
const answering: Protocol = {
  name: 'answering',
  nodes: ['s'],
  asks: ['s'],
  cast: () => {
    let answered = false;
    const ask = (context: Context): void => context.datagram('s', 'ASK');
    return {
      actors: {
        client: {
          start: (context) => {
            ask(context);
            context.after(5, 'again');
          },
          timer: ask,
          receive: () => {
            answered = true;
          },
        },
        s: { receive: (context) => context.datagram('client', 'ANSWER') },
      },
      judge: () =>
        answered ? { kind: 'held' } : { kind: 'violated', reason: 'it was never answered' },
    };
  },
};

test('where each copy is answered, folding loses what only the later one would show', async () => {
  const lost = 's→client udp "ANSWER"#1: omit; client→s udp "ASK"#2: omit';
  const foundIn = async (foldRetries: boolean): Promise<boolean> => {
    const options = { foldRetries, bounds: TWO_OF_ALL, stopOn: 'all' as const };
    const { requests } = await huntWith(createFakeRunner(answering), {
      ...options,
      kinds: ['omit'],
    });
    const sets = requests.map(({ faults }) => [...textsOf(faults)].sort().join('; '));
    return sets.includes(lost.split('; ').sort().join('; '));
  };
  assert.ok(await foundIn(false));
  assert.not.ok(await foundIn(true), 'the spec must not say that such retries can be folded');
});

test.run();
