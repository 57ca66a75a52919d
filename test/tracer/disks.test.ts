/** Power failures of real programs: what was synced survives, the rest does not. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fates, type Play, play, said } from './play.ts';

const test = suite('tracer/disks');

/** The program does these things and is then stopped by a power failure. */
async function fail(how: string, ...ops: readonly string[]): Promise<Play> {
  const cast = { n: [...ops, 'touch %dir/go', 'hang'], m: ['await %dir/go', 'raise 9'] };
  return play(cast, { faults: [`n: crash once m crashed, ${how}`] });
}

const files = ({ folder }: Play): Record<string, string> => {
  const disk = join(folder, 'disk');
  return Object.fromEntries(
    readdirSync(disk)
      .toSorted()
      .map((name) => [name, readFileSync(join(disk, name), 'latin1')]),
  );
};

const LOSING = 'losing unsynced writes';

test('a program that forgets to sync loses its record, one that syncs does not', async () => {
  const made = ['make f disk/log', 'put f one', 'sync f', 'put f two'];
  const forgets = await fail(LOSING, ...made);
  assert.equal(fates(forgets), ['fired: killed 1 process, rolled back 1 file']);
  assert.equal(files(forgets), { log: 'one' });
  const syncs = await fail(LOSING, ...made, 'datasync f');
  assert.equal(fates(syncs), ['fired: killed 1 process, rolled back 0 files']);
  assert.equal(files(syncs), { log: 'onetwo' });
});

test('O_SYNC syncs each write', async () => {
  const ended = await fail(LOSING, 'make f disk/log sync', 'put f one', 'putat f 3 two');
  assert.equal(files(ended), { log: 'onetwo' });
});

test('a rename lasts when its folder is synced', async () => {
  const made = ['make f disk/new', 'put f new', 'sync f', 'rename disk/new disk/log'];
  assert.equal(files(await fail(LOSING, ...made)), { new: 'new' });
  assert.equal(files(await fail(LOSING, ...made, 'syncdir disk')), { log: 'new' });
});

test('the last write is torn', async () => {
  const made = ['make f disk/log', 'put f one', 'sync f', 'put f twotwo'];
  const ended = await fail('tearing the last write', ...made);
  assert.equal(files(ended), { log: 'onetwo' });
});

test('without the fault nothing is rolled back, and no more calls are stopped at', async () => {
  const ops = ['make f disk/log', 'put f one', 'exit 0'];
  const plain = await play({ n: ops });
  assert.equal(files(plain), { log: 'one' });
});

test('what is outside of its folder is not its disk', async () => {
  const ended = await fail(LOSING, 'make f log', 'put f one');
  assert.is(readFileSync(join(dirname(join(ended.folder, 'disk')), 'log'), 'utf8'), 'one');
});

/**
 * A program that appends numbered records, and tells of each when it takes it for safe. It dies of
 * a power failure after the nth message; RECORD_POINTS says at how many places that is tried.
 */
const POINTS = Number(process.env['RECORD_POINTS'] ?? 6);

for (const isSyncing of [true, false]) {
  test(`records of a program that ${isSyncing ? 'syncs' : 'forgets to sync'}`, async () => {
    let lost = 0;
    for (let point = 1; point <= POINTS; point += 1) {
      const count = 1 + ((point * 7919) % 40);
      const records = Array.from({ length: 40 }, (_, index) => [
        `put f <${index + 1}>`,
        ...(isSyncing ? ['sync f'] : []),
        `write a ok${index + 1}`,
      ]);
      const traced = await play(
        {
          s: ['tcp l', 'bind l 127.0.0.1 %port', 'listen l', 'accept l a', 'all a 9999'],
          n: ['tcp a', 'connect a 127.0.0.1 %port', 'make f disk/log', ...records.flat()],
        },
        { faults: [`n: crash after n→s "ok${count}"#1, ${LOSING}`] },
      );
      assert.match(fates(traced)[0] ?? '', /^fired: /, said(traced).join('; '));
      lost += files(traced)['log']?.includes(`<${count}>`) === true ? 0 : 1;
    }
    assert.is(lost, isSyncing ? 0 : POINTS, `${lost} of ${POINTS} acknowledged records lost`);
    console.log(`${lost} of ${POINTS} acknowledged records lost`);
  });
}

/** The program's sync fails and loses; then its node dies, in that way. */
async function loses(how: string, ...ops: readonly string[]): Promise<Play> {
  const cast = { n: [...ops, 'touch %dir/go', 'hang'], m: ['await %dir/go', 'raise 9'] };
  return play(cast, {
    faults: [
      'n: fail fsync error=EIO when=2, losing unsynced writes',
      `n: crash once m crashed${how}`,
    ],
  });
}

const RETRIES = ['make f disk/log', 'put f one', 'sync f', 'put f two', 'sync f', 'sync f'];

for (const [how, detail] of [
  ['', 'fired: killed 1 process, 1 file lost writes'],
  [', losing unsynced writes', 'fired: killed 1 process, rolled back 1 file'],
] as const) {
  test(`a failed sync that loses: trying again helps nobody${how}`, async () => {
    const ended = await loses(how, ...RETRIES, 'open g disk/log read', 'get g 9');
    assert.match(ended.output['n'] ?? '', 'sync f: EIO\nsync f: 0\n');
    assert.match(ended.output['n'] ?? '', 'get: "onetwo"\n');
    assert.equal(files(ended), { log: 'one' });
    assert.equal(fates(ended).toSorted(), ['fired: fsync failed', detail]);
  });

  test(`a failed sync that loses: writing it again does help${how}`, async () => {
    const ended = await loses(how, ...RETRIES.slice(0, 5), 'putat f 3 TWO', 'sync f');
    assert.equal(files(ended), { log: 'oneTWO' });
  });
}

test.run();
