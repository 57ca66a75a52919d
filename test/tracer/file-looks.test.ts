/** What observers read from files: whose past that brings into theirs. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { causalPast } from '../../src/lineage/causal-past.ts';
import { observerAnchors, supportOf } from '../../src/lineage/support.ts';
import { DIAL, SERVE } from './casts.ts';
import { type Cast, type Play, play } from './play.ts';

const test = suite('tracer/file-looks');

const FILE = '%dir/file';
const READ: readonly string[] = [`await ${FILE}.done`, `open f ${FILE} read`, 'read f 9'];
const DONE: readonly string[] = [`touch ${FILE}.done`];
const WRITE: readonly string[] = [`make f ${FILE}`, 'put f text', 'close f'];

/** `a` is told something by `b`, and then does `act`; the client looks. `c` does nothing. */
const cast = (act: readonly string[], look: readonly string[] = READ): Cast => ({
  a: [...SERVE, 'all a 4', ...act, ...DONE],
  b: [...DIAL, 'write a news'],
  c: ['say nothing'],
  client: look,
});

/** Plays with the client as observer. */
const watch = (act: readonly string[], look?: readonly string[]): Promise<Play> =>
  play(cast(act, look), { observers: ['client'] });

/** Nodes of whose events some lie in the past of the client's last. */
const pastOf = ({ trace }: Play): readonly string[] =>
  [...causalPast(trace, observerAnchors(trace)).lastOf.keys()].toSorted();

const heard = ({ trace }: Play): readonly string[] =>
  supportOf(trace).messages.map((id) => trace.messages.at(id)?.label ?? '');

const looks = ({ trace }: Play): number =>
  trace.events.filter(({ call }) => call === 'file').length;

test('what the writer of a file had heard belongs to the past of who reads it', async () => {
  const traced = await watch(WRITE);
  assert.match(traced.output['client'] ?? '', 'read f: "text"');
  assert.equal(pastOf(traced), ['a', 'b', 'client']);
  assert.equal(heard(traced), ['', 'news']);
  assert.equal([looks(traced), traced.unfollowed], [1, []]);
});

test('a reader whose looks do not count learns nothing', async () => {
  const traced = await play(cast(WRITE));
  assert.match(traced.output['client'] ?? '', 'read f: "text"');
  assert.equal([pastOf(traced), looks(traced)], [['client'], 0]);
});

test('a file keeps its writer when it is renamed', async () => {
  const act = [`make f ${FILE}.new`, 'put f text', `rename ${FILE}.new ${FILE}`];
  assert.equal(pastOf(await watch(act)), ['a', 'b', 'client']);
});

test('a file that nobody wrote in this run has no past', async () => {
  const traced = await watch([], [`await ${FILE}.done`, 'open f /etc/passwd read', 'read f 9']);
  assert.equal([pastOf(traced), looks(traced)], [['client'], 0]);
});

test('what the reader wrote itself is no news', async () => {
  const own = [`await ${FILE}.done`, ...WRITE, `open f ${FILE} read`, 'read f 9'];
  assert.equal([pastOf(await watch([], own)), looks(await watch([], own))], [['client'], 0]);
});

test('a writer that cannot be seen may have been anybody', async () => {
  const traced = await watch([`make f ${FILE}`, 'putat f 0 text']);
  assert.match(traced.output['client'] ?? '', 'read f: "text"');
  assert.equal(pastOf(traced), ['a', 'b', 'c', 'client']);
});

test('unless the file lies in the folder of a node', async () => {
  const traced = await watch(
    ['folder %dir/a', 'make f %dir/a/file', 'putat f 0 text'],
    [`await ${FILE}.done`, 'open f %dir/a/file read', 'read f 9'],
  );
  assert.equal(pastOf(traced), ['a', 'b', 'client']);
});

for (const [name, look, seen] of [
  ['a positioned read', ['get f 9'], 'get: "text"'],
  ['a mapping', ['map f 4'], 'map: "text"'],
  ['a copy', ['make g %dir/copy', 'copy f g 9'], 'copy f: 4'],
  ['a copy onto a connection', ['pair x y', 'sendfile x f 9'], 'sendfile x: 4'],
] as const) {
  test(`${name} is a look as well`, async () => {
    const traced = await watch(WRITE, [...READ.slice(0, 2), ...look]);
    assert.match(traced.output['client'] ?? '', seen);
    assert.equal([pastOf(traced), looks(traced)], [['a', 'b', 'client'], 1]);
  });
}

test('a look counts by when it is taken: what is written later is seen by the next', async () => {
  const again = [...READ.slice(0, 2), 'read f 4', `touch ${FILE}.more`];
  const traced = await play(
    {
      a: [...SERVE, ...WRITE, ...DONE, `await ${FILE}.more`, 'all a 4', ...WRITE, 'touch %dir/b'],
      b: ['tcp a', 'connect a 127.0.0.1 %port', `await ${FILE}.more`, 'write a news'],
      client: [...again, 'await %dir/b', `open f ${FILE} read`, 'read f 9'],
    },
    { observers: ['client'] },
  );
  const [first, second] = traced.trace.events.filter(({ call }) => call === 'file');
  const knows = (event = -1): boolean => {
    const past = causalPast(traced.trace, [event]);
    return traced.trace.messages
      .filter(({ label }) => label === 'news')
      .every(({ received }) => received.some((read) => past.includes(read)));
  };
  assert.equal([knows(first?.id), knows(second?.id)], [false, true]);
});

test('who writes is stopped at the first write on a descriptor, as without observers', async () => {
  const stops = async (writes: number): Promise<number> => {
    const puts = Array.from({ length: writes }, () => 'put f text');
    return (await watch([`make f ${FILE}`, ...puts])).stops;
  };
  const more = (await stops(99)) - (await stops(1));
  assert.ok(more < 49, `${more} stops more for 98 writes more`);
});

test.run();
