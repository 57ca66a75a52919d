/** Gates in a stream: whatever is shut and opened, every byte arrives once and in order. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from './casts.ts';
import { fates, play } from './play.ts';

const test = suite('tracer/gates');

/** More for a long run. */
const MESSAGES = Number(process.env['LDFI_WITHHELD'] ?? 600);
const SEED = Number(process.env['LDFI_SEED'] ?? 1);

/** Park and Miller's: good enough to scatter. */
const scatter = (seed: number) => {
  let state = seed;
  return (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
};

/** As the actor's `pieces` writes them. */
const bytesOf = (messages: number): number =>
  Array.from({ length: messages }, (_, piece) => ((piece * 31) % 97) + 1).reduce((a, b) => a + b);

/** How long the hold of a message is, in the fault language. */
type Ending = (random: (below: number) => number, ordinal: number) => string;

const BY_TIME: Ending = (random) => `for ${random(40) + 1}ms`;
/** Not too far off: who waits for room in his buffer sends nothing that could end it. */
const BY_EVENT: Ending = (random, ordinal) =>
  `until c→s any#${Math.min(MESSAGES, ordinal + 1 + random(100))} sent`;

for (const [name, endings] of [
  ['for a time', [BY_TIME]],
  ['until an event', [BY_EVENT]],
  ['for a time or until an event', [BY_TIME, BY_EVENT]],
] as const) {
  test(`${MESSAGES} messages, withheld at random ${name}, arrive once and in order`, async () => {
    const random = scatter(SEED);
    const ordinals = Array.from({ length: MESSAGES / 15 }, () => random(MESSAGES - 1) + 1);
    const faults = [...new Set([1, ...ordinals])].map((ordinal) => {
      const kind = random(4) === 0 ? 'cut' : 'delay';
      const ending = endings[random(endings.length)] ?? BY_TIME;
      return `c→s any#${ordinal}: ${kind} ${ending(random, ordinal)}`;
    });
    const size = bytesOf(MESSAGES);
    const traced = await play(
      {
        s: [...SERVE, `drain a ${size}`, 'read a 1'],
        c: [...DIAL, `pieces a ${MESSAGES}`, 'close a'],
      },
      { faults, framer: 'write', deadlineMs: 240_000 },
    );
    assert.match(traced.output['c'] ?? '', `pieces a: ${size}\n`);
    assert.match(traced.output['s'] ?? '', `drain a: ${size} bytes, all as sent\nread a: ""\n`);
    assert.equal(traced.unfollowed, []);
    const forth = traced.trace.messages.filter(({ from, kind }) => from === 'c' && kind === 'tcp');
    assert.is(forth.length, MESSAGES);
    assert.ok(forth.every(({ withheld, received }) => !withheld && received.length > 0));
    assert.ok(fates(traced).every((fate) => fate.startsWith('fired: withheld ')));
  });
}

test('both directions are shut at once, also when the other end is accepted later', async () => {
  const traced = await play(
    {
      s: [
        'tcp l',
        'bind l 127.0.0.1 %port',
        'listen l',
        'await %dir/sent',
        'accept l a',
        'write a back',
        'quiet a 60',
        'touch %dir/quiet',
        'all a 3',
      ],
      c: [
        ...DIAL,
        'write a one',
        'touch %dir/sent',
        'await %dir/quiet',
        'quiet a 40',
        'udp u',
        'sendto u 127.0.0.1 %port go',
        'all a 4',
      ],
    },
    { faults: ['c→s "one"#1: cut both until c→s udp "go"#1 sent'] },
  );
  assert.match(traced.output['s'] ?? '', 'write a: 4\nquiet a: 0\nall a: "one"\n');
  assert.match(traced.output['c'] ?? '', 'quiet a: 0\nsendto u: 2\nall a: "back"\n');
});

test('a cut of both directions for ever: the peer, too, fills its buffer and waits', async () => {
  const traced = await play(
    {
      s: [...SERVE, 'read a 3', 'await %dir/sent', 'nonblock a', 'fill a', 'touch %dir/full'],
      c: [
        ...DIAL,
        'write a one',
        'write a two',
        'touch %dir/sent',
        'await %dir/full',
        'quiet a 40',
      ],
    },
    { faults: ['c→s "two"#1: cut both'] },
  );
  assert.match(traced.output['s'] ?? '', 'fill a: EAGAIN after some\n');
  assert.match(traced.output['c'] ?? '', 'quiet a: 0\n');
});

for (const [disk, sees] of [
  ['', 'all a: "twoend"\n'],
  [', losing unsynced writes', 'quiet a: 0\n'],
] as const) {
  test(`what a node had sent when it ${disk === '' ? 'was killed' : 'lost power'}`, async () => {
    const last = disk === '' ? 'all a 6' : 'quiet a 300';
    const traced = await play(
      {
        s: [...SERVE, 'read a 3', last],
        c: [...DIAL, 'write a one', 'write a two', 'write a end', 'hang'],
      },
      { faults: ['c→s "two"#1: delay for 150ms', `c: crash after c→s "end"#1${disk}`] },
    );
    assert.match(traced.output['s'] ?? '', sees);
    assert.is(traced.ends['c'], 'signal 9');
  });
}

test.run();
