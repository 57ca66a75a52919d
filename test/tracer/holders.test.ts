/** Who holds a pipe, read from /proc of this very process. */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, fstatSync, openSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { holdingsOf } from '../../src/tracer/holders.ts';
import { ProcessTable } from '../../src/tracer/processes.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('tracer/holders');

const me = () => new ProcessTable().addProcess(process.pid, 'a', new Map()).process;

test('every descriptor of a FIFO is found by its file, with what it may do', () => {
  const path = join(makeScratch(), 'fifo');
  execFileSync('mkfifo', [path]);
  const both = openSync(path, constants.O_RDWR);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const { dev: device, ino } = fstatSync(both);
  const found = holdingsOf([me()], { kind: 'fifo', device, inodes: [ino] });
  assert.equal(
    found.map(({ fd, reads, writes }) => ({ fd, reads, writes })),
    [
      { fd: both, reads: true, writes: true },
      { fd: reader, reads: true, writes: false },
    ].toSorted((a, b) => a.fd - b.fd),
  );
  assert.equal(holdingsOf([me()], { kind: 'fifo', device: device + 1, inodes: [ino] }), []);
  closeSync(both);
  closeSync(reader);
});

test('a socket or an anonymous pipe is found by its number', () => {
  const links = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15].flatMap((fd) => {
    try {
      return [{ fd, link: readlinkSync(`/proc/self/fd/${fd}`) }];
    } catch {
      return [];
    }
  });
  for (const { fd, link } of links) {
    const [, kind, inode] = /^(pipe|socket):\[(\d+)\]$/.exec(link) ?? [];
    if (kind === 'pipe' || kind === 'socket') {
      const found = holdingsOf([me()], { kind, device: 0, inodes: [Number(inode)] });
      assert.ok(found.some((one) => one.fd === fd && one.inode === Number(inode)));
    }
  }
});

test('a process that is gone holds nothing', () => {
  const gone = new ProcessTable().addProcess(2 ** 22, 'a', new Map()).process;
  assert.equal(holdingsOf([gone], { kind: 'pipe', device: 0, inodes: [1] }), []);
});

test.run();
