/** The code that a fault struck: of a program with lines in it, and of one without names. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ldfi } from '../helpers/ldfi.ts';
import { BAD_STORE, compileStore, STORE_SPEC } from '../helpers/put-store.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('code lines');

/** Where the call was made that the one fault of the one finding struck. */
async function placeWith(...flags: readonly string[]): Promise<string | undefined> {
  const folder = makeScratch();
  writeFiles(folder, { 'put-store.c': BAD_STORE, 'spec.yaml': STORE_SPEC });
  compileStore(folder, ...flags);
  const end = await ldfi(['run', 'spec.yaml', '--quiet', '--json'], folder);
  assert.is(end.code, 1, end.err + end.out);
  const { findings } = JSON.parse(end.out) as {
    readonly findings: readonly { readonly reports: readonly { readonly place?: string }[] }[];
  };
  assert.is(findings.length, 1);
  return findings[0]?.reports[0]?.place;
}

const lineOf = (text: string): number =>
  BAD_STORE.split('\n').findIndex((line) => line.includes(text)) + 1;

test('each function is told with its line, from the call outwards', async () => {
  const place = (await placeWith('-g', '-O0')) ?? '';
  const frames = [
    ['answer', lineOf('write(fd, ANSWER')],
    ['serve', lineOf('\tanswer(client)')],
    ['main', lineOf('? serve(')],
  ] as const;
  const told = frames.map(
    ([name, line]) => `${name}\\+0x[0-9a-f]+, put-store\\.c:${line} in put-store`,
  );
  assert.match(place, new RegExp(`^${told.join(' ← ')}$`));
});

test('without lines the functions are told, without names nothing', async () => {
  assert.match((await placeWith('-O0')) ?? '', /^answer\+0x[0-9a-f]+ in put-store ← serve\+0x/);
  assert.is(await placeWith('-s'), undefined);
});

test.run();
