/** The numbers of system calls against the kernel's own list. */
import { execFileSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { X86_64 } from '../../src/tracer/x86-64.ts';

const test = suite('tracer/x86-64');

const OURS = X86_64.flatMap(([first, names]) =>
  names.split(' ').map((name, index) => `${first + index} ${name}`),
);

/** `number name` of each call in the kernel's header. */
const kernelList = (): string[] => {
  const macros = execFileSync('cc', ['-E', '-dM', '-'], {
    input: '#include <asm/unistd_64.h>\n',
    encoding: 'utf8',
  });
  return [...macros.matchAll(/^#define __NR_(\w+) (\d+)$/gm)].map(
    ([, name, nr]) => `${nr} ${name}`,
  );
};

test('every call that the kernel header lists is here, under that number', () => {
  const known = new Set(OURS);
  const listed = kernelList();
  assert.ok(listed.length > 300, `${listed.length}`);
  assert.equal(
    listed.filter((call) => !known.has(call)),
    [],
  );
});

test('what the header does not list is newer than it', () => {
  const listed = new Set(kernelList());
  const newest = Math.max(...[...listed].map((call) => Number.parseInt(call, 10)));
  // Two numbers of a gap were given out later (Linux 6.11 and 6.18).
  const late = ['335 uretprobe', '336 uprobe'];
  const strangers = OURS.filter((call) => !listed.has(call) && !late.includes(call));
  assert.equal(
    strangers.filter((call) => Number.parseInt(call, 10) <= newest),
    [],
  );
});

test('no number and no name is there twice', () => {
  assert.is(new Set(OURS.map((call) => call.split(' ')[0])).size, OURS.length);
  assert.is(new Set(OURS.map((call) => call.split(' ')[1])).size, OURS.length);
});

test.run();
