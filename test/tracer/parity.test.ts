/** What strace can inject, too: the same programs, and their peers, behave the same under both. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ERRNOS, isErrno } from '../../src/model/errno.ts';
import { INJECTABLE_CALLS } from '../../src/model/injectable.ts';
import { nameOfCall } from '../../src/tracer/calls.ts';
import { DIAL, SERVE } from './casts.ts';
import { compile } from './compile.ts';
import { type Cast, fates, play, playAlone, type Shown } from './play.ts';

const test = suite('parity with strace');

const STRACE = ['/usr/bin/strace', '-f', '-qq', '-o', '/dev/null'];

/** What all show when strace injects into one of them. */
const underStrace = (cast: Cast, node: string, inject: readonly string[]): Promise<Shown> =>
  playAlone(cast, compile('actor', '-static'), {
    [node]: [...STRACE, ...inject.flatMap((one) => ['-e', `inject=${one}`])],
  });

/** What all show when we do. */
async function underLdfi(cast: Cast, faults: readonly string[]): Promise<Shown> {
  const traced = await play(cast, { faults, program: compile('actor', '-static') });
  for (const fate of fates(traced)) {
    assert.match(fate, /^fired: /);
  }
  return { output: traced.output, ends: traced.ends };
}

const NUMBERS = new Map(Array.from({ length: 512 }, (_, nr) => [nameOfCall(nr), nr]));
/** With arguments that are all zero: this one would make a process, and it is made to fail. */
const ONCE = ['clone'];

test('every call that can be made to fail fails by every errno, once', async () => {
  const errors = Object.keys(ERRNOS).filter(isErrno);
  const struck = INJECTABLE_CALLS.map((call, at) => ({
    call,
    error: errors[at % errors.length] ?? 'EIO',
    nr: NUMBERS.get(call) ?? -1,
  }));
  assert.ok(struck.length >= errors.length, 'each errno has its call');
  // Writing is what the program tells by: it comes first.
  const inOrder = struck.toSorted(
    (a, b) => Number(b.call === 'write') - Number(a.call === 'write'),
  );
  const ops = inOrder.flatMap(({ call, nr }) => [
    `call ${nr}`,
    ...(ONCE.includes(call) ? [] : [`call ${nr}`]),
  ]);
  const ours = await underLdfi(
    { n: ops },
    inOrder.map(({ call, error }) => `n: fail ${call} error=${error} when=1`),
  );
  const theirs = await underStrace(
    { n: ops },
    'n',
    inOrder.map(({ call, error }) => `${call}:error=${error}:when=1`),
  );
  assert.equal(ours, theirs);
  const told = (ours.output['n'] ?? '').split('\n');
  for (const { error } of struck) {
    assert.ok(
      told.some((line) => line.endsWith(`: ${error}`)),
      error,
    );
  }
});

/** The client's second message is the one of interest. */
const COUNTED: Cast = {
  s: [...SERVE, 'read a 9', 'write a k', 'count a'],
  c: [...DIAL, 'send a one', 'read a 1', 'send a two', 'send a end'],
};
const TIMED: Cast = {
  s: [...SERVE, 'read a 9', 'write a k', 'lap 0', 'read a 9', 'lap 150', 'read a 9'],
  c: [...DIAL, 'send a one', 'read a 1', 'lap 0', 'send a two', 'lap 150'],
};

for (const [what, cast, faults, node, inject, shows] of [
  [
    'a send fails, and its peer gets the rest',
    COUNTED,
    ['c→s "two"#1: fail error=ENOBUFS'],
    'c',
    ['sendto:error=ENOBUFS:when=2'],
    { c: 'send a: ENOBUFS\nsend a: 3\n', s: 'count a: 3, then the end\n' },
  ],
  [
    'a send fails at its call',
    COUNTED,
    ['c: fail sendto error=ENOMEM when=2'],
    'c',
    ['sendto:error=ENOMEM:when=2'],
    { c: 'send a: ENOMEM\nsend a: 3\n', s: 'count a: 3, then the end\n' },
  ],
  [
    'a receive finds an end that is none, and then the bytes',
    { s: [...SERVE, 'recv a 9', 'recv a 9', 'recv a 9'], c: [...DIAL, 'send a one'] },
    ['s: shorten recvfrom to 0 bytes when=1'],
    's',
    ['recvfrom:retval=0:when=1'],
    { s: 'recv a: ""\nrecv a: "one"\nrecv a: ""\n' },
  ],
  [
    'a receive fails, and the bytes are there still',
    { s: [...SERVE, 'recv a 9', 'recv a 9', 'recv a 9'], c: [...DIAL, 'send a one'] },
    ['s: fail recvfrom error=ECONNRESET when=1'],
    's',
    ['recvfrom:error=ECONNRESET:when=1'],
    { s: 'recv a: ECONNRESET\nrecv a: "one"\n' },
  ],
  [
    'an accept fails, and the next one takes the connection',
    { s: [...SERVE, 'accept l a', 'recv a 9'], c: [...DIAL, 'send a one'] },
    ['s: fail accept,accept4 error=EMFILE when=1'],
    's',
    ['accept,accept4:error=EMFILE:when=1'],
    { s: 'accept l: EMFILE\naccept l: 0\nrecv a: "one"\n' },
  ],
  ...(['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET'] as const).map(
    (error) =>
      [
        `a blocking connect ends with ${error}, and the next one is made`,
        {
          s: [...SERVE, 'recv a 9', 'recv a 9'],
          c: ['tcp a', 'connect a 127.0.0.1 %port', 'tcp a', ...DIAL.slice(1), 'send a one'],
        },
        [`c→s connect#1: refuse error=${error}`],
        'c',
        [`connect:error=${error}:when=1`],
        { c: `connect a: ${error}\nconnect a: 0\n`, s: 'recv a: "one"\n' },
      ] as const,
  ),
  [
    'a program stands still before it sends, and its peer waits',
    TIMED,
    ['c: pause before c→s "two"#1 for 200ms'],
    'c',
    ['sendto:delay_enter=200000:when=2'],
    { c: 'send a: 3\nlap: late\n', s: 'read a: "two"\nlap: late\n' },
  ],
  [
    'a program stands still after it has sent, and its peer reads',
    { ...TIMED, s: TIMED['s']?.filter((op) => !op.startsWith('lap')) ?? [] },
    ['c: pause after c→s "two"#1 for 200ms'],
    'c',
    ['sendto:delay_exit=200000:when=2'],
    { c: 'send a: 3\nlap: late\n', s: 'read a: "two"\nread a: ""\n' },
  ],
] as const) {
  test(`${what}: ${faults.join()} as inject=${inject.join()}`, async () => {
    const [ours, theirs] = [await underLdfi(cast, faults), await underStrace(cast, node, inject)];
    for (const [who, text] of Object.entries(shows)) {
      assert.match(ours.output[who] ?? '', text);
    }
    assert.equal(ours, theirs);
  });
}

test.run();
