/** The table of system calls against the kernel's own headers. */
import { execFileSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  flagsOf,
  handlingOf,
  isRestart,
  isSend,
  nameOfCall,
  numbersOfCalls,
  onlyOf,
  QUIET,
  SUBSCRIBED,
} from '../../src/tracer/calls.ts';

const test = suite('tracer/calls');

test('constants are those of the C library', async () => {
  const calls = await import('../../src/tracer/calls.ts');
  const names = [
    ...['EBADF', 'EAGAIN', 'EPIPE', 'ENETUNREACH', 'ECONNABORTED', 'ECONNRESET', 'ETIMEDOUT'],
    ...['ECONNREFUSED', 'EHOSTUNREACH', 'EINPROGRESS', 'F_DUPFD', 'F_DUPFD_CLOEXEC'],
    ...['CLOSE_RANGE_CLOEXEC', 'SHUT_RD', 'SHUT_WR', 'MSG_PEEK', 'MSG_DONTWAIT', 'MSG_FASTOPEN'],
  ] as const;
  const headers = ['errno.h', 'fcntl.h', 'linux/close_range.h', 'sys/socket.h', 'stdio.h'];
  const body = names.map((name) => `printf("%d ", (int)${name});`).join('');
  const include = headers.map((file) => `#include <${file}>`).join('\n');
  const program = `${(await import('../helpers/scratch.ts')).makeScratch()}/constants`;
  execFileSync('cc', ['-xc', '-o', program, '-'], {
    input: `#define _GNU_SOURCE\n${include}\nint main(void){${body}return 0;}\n`,
  });
  const values = execFileSync(program, { encoding: 'utf8' }).trim().split(' ').map(Number);
  assert.equal(
    names.map((name) => `${name} ${calls[name]}`),
    names.map((name, index) => `${name} ${values[index]}`),
  );
});

test('stops are at calls that are handled, and at numbers of no call', () => {
  assert.ok(
    SUBSCRIBED.every((nr) => (handlingOf(nr) === undefined) === nameOfCall(nr).startsWith('call ')),
  );
  assert.ok([335, 336].every((nr) => !SUBSCRIBED.includes(nr)));
  assert.ok([337, 423, 500].every((nr) => SUBSCRIBED.includes(nr)));
  assert.ok(QUIET.every((nr) => handlingOf(nr) !== undefined));
  assert.ok(QUIET.length > 5);
  assert.is(new Set(SUBSCRIBED).size, SUBSCRIBED.length);
  assert.is(handlingOf(9999), undefined);
  assert.is(nameOfCall(9999), 'call 9999');
});

test('of some calls only those stop that tell something', () => {
  const numbers = numbersOfCalls(['fcntl', 'mmap', 'read']);
  const holds = (name: string, ...args: readonly number[]): boolean =>
    onlyOf(numbers).some(
      ({ nr, argument, mask, value }) =>
        nameOfCall(nr) === name && (((args[argument] ?? 0) & mask) | 0) === value,
    );
  const [shared, isPrivate, anonymous, denywrite] = [1, 2, 0x20, 0x800];
  assert.ok(holds('mmap', 0, 4096, 1, shared, 3, 0));
  assert.ok(holds('mmap', 0, 4096, 1, isPrivate, 3, 0));
  assert.not.ok(holds('mmap', 0, 4096, 1, isPrivate | anonymous, -1, 0));
  assert.not.ok(holds('mmap', 0, 4096, 1, isPrivate | denywrite, 3, 0));
  // F_DUPFD, F_SETFL, F_DUPFD_CLOEXEC; F_GETFD, F_SETFD, F_GETFL.
  assert.ok([0, 4, 1030].every((command) => holds('fcntl', 3, command)));
  assert.not.ok([1, 2, 3].some((command) => holds('fcntl', 3, command)));
  assert.is(onlyOf(numbersOfCalls(['read'])).length, 0);
});

test('flags are found where the call has them', () => {
  assert.is(flagsOf('sendto', [3, 0, 0, 0x40]), 0x40);
  assert.is(flagsOf('recvfrom', [3, 0, 0, 2]), 2);
  assert.is(flagsOf('sendmsg', [3, 0, 0x40]), 0x40);
  assert.is(flagsOf('recvmsg', [3, 0, 2]), 2);
  assert.is(flagsOf('read', [3, 0, 0x40, 2]), 0);
  assert.is(flagsOf('write', [3, 0, 0x40, 2]), 0);
});

test('sends are told from receives', () => {
  assert.ok((['write', 'writev', 'sendto', 'sendmsg'] as const).every(isSend));
  assert.not.ok((['read', 'readv', 'recvfrom', 'recvmsg', 'connect'] as const).some(isSend));
});

test('interrupted calls are told from failed ones', () => {
  assert.equal([-511, -512, -513, -514, -516, -517, -4, 0].map(isRestart), [
    ...[false, true, true, true, true, false, false, false],
  ]);
});

test.run();
