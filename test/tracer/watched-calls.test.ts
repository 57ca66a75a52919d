/** Calls that fail or fall short by a fault: what the program sees, as with strace. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from './casts.ts';
import { compile } from './compile.ts';
import { fates, play } from './play.ts';

const test = suite('tracer/watched-calls');

/** What the program prints when strace injects in place of us. */
function underStrace(ops: readonly string[], inject: string, file?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ldfi-strace-'));
  const only = file === undefined ? [] : ['-P', join(folder, file)];
  const how = ['-f', '-qq', '-o', '/dev/null', ...only, '-e', `inject=${inject}`];
  const args = [...how, compile('actor'), ...ops];
  return execFileSync('strace', args, { cwd: folder, encoding: 'utf8' });
}

for (const [fault, inject, ops] of [
  [
    'n: fail fsync error=EIO when=2',
    'fsync:error=EIO:when=2',
    ['make f log', 'put f one', 'sync f', 'put f two', 'sync f', 'sync f', 'get f 9'],
  ],
  [
    'n: fail fdatasync error=ENOSPC when=1..3+2',
    'fdatasync:error=ENOSPC:when=1..3+2',
    ['make f log', 'datasync f', 'datasync f', 'sync f', 'datasync f'],
  ],
  [
    'n: fail pwrite64 error=EIO',
    'pwrite64:error=EIO',
    ['make f log', 'putat f 0 abc', 'putat f 3 def', 'put f xyz', 'get f 9'],
  ],
  [
    'n: fail rename error=EXDEV when=1',
    'rename:error=EXDEV:when=1',
    ['make f log', 'rename log old', 'rename log old', 'make g old', 'put g x'],
  ],
  [
    'n: fail socket error=EMFILE',
    'socket:error=EMFILE',
    ['make f log', 'put f a', 'get f 2', 'listener'].slice(0, 3),
  ],
  [
    'n: fail mkdir error=EDQUOT when=2+',
    'mkdir:error=EDQUOT:when=2+',
    ['folder a', 'folder b', 'folder c'],
  ],
  [
    'n: shorten pread64 to 0 bytes on "log" when=2',
    'pread64:retval=0:when=2',
    ['make f log', 'put f abc', 'get f 3', 'get f 3', 'get f 3'],
  ],
] as const) {
  test(`${fault}: the program behaves as under strace -e inject=${inject}`, async () => {
    const traced = await play({ n: ops }, { faults: [fault] });
    assert.is(
      traced.output['n'],
      underStrace(ops, inject, fault.includes('"log"') ? 'log' : undefined),
    );
    if (!fault.includes('socket')) {
      assert.match(fates(traced)[0] ?? '', /^fired: /);
    }
  });
}

test('only on a file: by the last parts of its path, opened before or named', async () => {
  const traced = await play(
    {
      n: [
        ...['make f log', 'make g data', 'put f a', 'put g b', 'sync f', 'sync g', 'sync g'],
        ...['make h data', 'rename data x'],
      ],
    },
    {
      faults: [
        'n: fail fsync error=EIO on "data" when=1',
        'n: fail rename error=EACCES on "data"',
        'n: fail openat error=EROFS on "data" when=2',
      ],
    },
  );
  assert.equal(fates(traced), [
    'fired: fsync failed',
    'fired: rename failed',
    'fired: openat failed',
  ]);
  assert.is(
    traced.output['n'],
    [
      ...['make f: 0', 'make g: 0', 'put f: 1', 'put g: 1', 'sync f: 0', 'sync g: EIO'],
      ...['sync g: 0', 'make h: EROFS', 'rename: EACCES', ''],
    ].join('\n'),
  );
});

test('short writes and reads of files, the program gets its arguments back', async () => {
  const traced = await play(
    {
      n: [...['make f log', 'putall f abcdef', 'get f 6', 'get f 6', 'putv f gh ijk', 'get f 20']],
    },
    {
      faults: [
        'n: shorten write to 4 bytes on "log"',
        'n: shorten pread64 to 2 bytes on "log" when=1',
        'n: shorten writev to 3 bytes',
      ],
    },
  );
  assert.is(
    traced.output['n'],
    [
      ...['make f: 0', 'putall f: 4', 'putall f: 2', 'get: "ab"', 'get: "abcdef"'],
      ...['putv f: 3', 'second: 3', 'get: "abcdefghi"', ''],
    ].join('\n'),
  );
  assert.equal(fates(traced), [
    'fired: write moved 4 bytes',
    'fired: pread64 moved 2 bytes',
    'fired: writev moved 3 bytes',
  ]);
});

test('a short write on a connection: what was taken arrives, the rest is sent again', async () => {
  const traced = await play(
    { s: [...SERVE, 'read a 9', 'read a 9', 'read a 9'], c: [...DIAL, 'putall a abcdef'] },
    { faults: ['c: shorten write to 4 bytes when=2'] },
  );
  assert.match(traced.output['c'] ?? '', 'putall a: 4\nputall a: 2');
  assert.match(traced.output['s'] ?? '', 'read a: "abcd');
});

test('a receive that fails leaves the bytes where they are', async () => {
  const traced = await play(
    { s: [...SERVE, 'recv a 9', 'recv a 9'], c: [...DIAL, 'write a one'] },
    { faults: ['s: fail recvfrom error=EIO when=1'] },
  );
  assert.match(traced.output['s'] ?? '', 'recv a: EIO\nrecv a: "one"');
  assert.equal(fates(traced), ['fired: recvfrom failed']);
});

test('a fault at a call that is not made is missed', async () => {
  const traced = await play(
    { n: ['make f log', 'sync f'] },
    { faults: ['n: fail fsync error=EIO when=2', 'm: fail fsync error=EIO'] },
  );
  assert.equal(fates(traced), Array(2).fill('missed: no such call was made in this run'));
});

test.run();
