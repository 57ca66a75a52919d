/** Calls of other tables: reported when they may have done something. */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeScratch } from '../helpers/scratch.ts';
import { playBoth } from './play.ts';

const test = suite('tracer/unknown-calls');

/** A program that makes one call of the 32-bit table. */
const compile32 = (nr: number): string => {
  const program = join(makeScratch(), 'program');
  const call = `__asm__ volatile("int $0x80":"=a"(r):"a"(${nr}L),"b"(0L))`;
  writeFileSync(`${program}.c`, `int main(void){long r;${call};return r<=0;}\n`);
  execFileSync('cc', ['-o', program, `${program}.c`]);
  return program;
};

for (const [what, nr] of [
  ['returns', 20],
  ['never returns', 1],
] as const) {
  test(`a 32-bit call that ${what} is reported, where the host has any`, async () => {
    const program = compile32(nr);
    const traced = await playBoth({ c: [] }, { program });
    const hosts = spawnSync(program).signal === null;
    const expected = `c made a system call of another table (number ${nr})`;
    assert.equal(traced.unfollowed, hosts ? [expected] : []);
  });
}

test('numbers that the kernel does not know either did nothing', async () => {
  const traced = await playBoth({ c: ['call 400', 'call 1000', 'call -1', 'call 1073741824'] });
  assert.equal(traced.unfollowed, []);
  assert.match(traced.output['c'] ?? '', /^(?:call .+: ENOSYS\n){4}$/);
});

test.run();
