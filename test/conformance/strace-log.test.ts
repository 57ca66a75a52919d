/** Lines of strace, and what is no line of strace. */
import { constants } from 'node:os';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { descriptorAt, parseStrace } from './strace-log.ts';

const test = suite('strace log');

const parse = (...lines: readonly string[]) => parseStrace(lines.join('\n'), constants.errno);

test('a call with its result, and one that failed', () => {
  const lines = parse(
    '7 sendto(4<TCP:[127.0.0.1:1->127.0.0.1:2]>, ""..., 5, 0, NULL, 0) = 5',
    '7 close(9)                       = -1 EBADF (Bad file descriptor)',
  );
  assert.equal(
    lines.map((line) => (line.type === 'call' ? [line.name, line.result] : [])),
    [
      ['sendto', 5],
      ['close', -9],
    ],
  );
});

test('a call that was interrupted by others is put together', () => {
  const [end, call] = parse(
    '7 read(4<TCP:[127.0.0.1:1->127.0.0.1:2]>,  <unfinished ...>',
    '8 +++ exited with 3 +++',
    '7 <... read resumed>""..., 10) = 2',
  );
  assert.equal(end, { type: 'end', tid: 8, how: 'exit 3' });
  assert.ok(call?.type === 'call' && call.args.endsWith('>, ""..., 10'));
});

test('a call that is entered anew, or never ends, has no result', () => {
  const lines = parse(
    '7 read(4<TCP:[1]>, 0x1, 10) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)',
    '7 --- SIGALRM {si_signo=SIGALRM} ---',
    '7 read(4<TCP:[1]>,  <unfinished ...>',
    '7 <... read resumed> <unfinished ...>) = ?',
    '7 +++ killed by SIGKILL +++',
  );
  assert.equal(
    lines.map((line) => (line.type === 'call' ? line.result : line.type)),
    [undefined, undefined, 'end'],
  );
});

test('descriptors by what they lead to', () => {
  assert.equal(descriptorAt('4<TCPv6:[[::1]:5->[::1]:6]>, ""'), {
    fd: 4,
    kind: 'TCPv6',
    isConnected: true,
  });
  assert.equal(descriptorAt('5<UNIX-STREAM:[12->13,"/x"]>, ""')?.kind, 'UNIX-STREAM');
  assert.equal(descriptorAt('3</tmp/a>'), { fd: 3, kind: undefined, isConnected: false });
  assert.is(descriptorAt('NULL'), undefined);
});

test('any other line is an error', () => {
  assert.throws(() => parse('7 what is this'), /not understood/);
  assert.throws(() => parse('7 read(3) = -1 EWHAT (Unheard of)'), /EWHAT/);
});

test.run();
