/** `git bisect run` with `ldfi replay --bisect` names the commit that brought the bug in. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeFinding } from '../../src/corpus/finding-codec.ts';
import { FINDING } from '../helpers/findings.ts';
import { ldfi, MAIN, tracees } from '../helpers/ldfi.ts';
import { BAD_STORE, compileStore, GOOD_STORE, LOSES_IT, STORE_SPEC } from '../helpers/put-store.ts';
import { makeScratch, writeFiles } from '../helpers/scratch.ts';

const test = suite('bisect session');

/** No settings of the user's; a name for the commits. */
const GIT_ENVIRONMENT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  ...{ GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b.c' },
  ...{ GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b.c' },
};

function git(folder: string, ...args: readonly string[]): { readonly code: number; out: string } {
  const { status, stdout, stderr, error } = spawnSync('git', args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...GIT_ENVIRONMENT },
  });
  assert.is(error, undefined, String(error));
  return { code: status ?? -1, out: stdout + stderr };
}

const changed = (source: string, number: number): string => `/* change ${number} */\n${source}`;
const DOES_NOT_COMPILE = GOOD_STORE.replace('int main(', 'int man(');
const DOES_NOT_START = BAD_STORE.replace('if (argc != 4)', 'if (argc)');

/** The program as it was at each commit; the first bad one is the fifth. */
const HISTORY = [
  ...[GOOD_STORE, changed(GOOD_STORE, 2), DOES_NOT_COMPILE, changed(GOOD_STORE, 4)],
  ...[BAD_STORE, DOES_NOT_START, changed(BAD_STORE, 7), changed(BAD_STORE, 8)],
];
const BUG = 5;

interface Repository {
  readonly folder: string;
  /** Outside of it, as one file. */
  readonly finding: string;
}

async function repository(): Promise<Repository> {
  const folder = makeScratch();
  writeFiles(folder, { 'spec.yaml': STORE_SPEC, '.gitignore': 'put-store\n.ldfi/\n' });
  assert.is(git(folder, 'init', '-q').code, 0);
  for (const [index, source] of HISTORY.entries()) {
    writeFiles(folder, { 'put-store.c': source });
    git(folder, 'add', '.');
    assert.is(git(folder, 'commit', '-q', '-m', `change ${index + 1}`).code, 0);
  }
  const [found, finding] = [makeScratch(), join(makeScratch(), 'bug.tgz')];
  const specFile = { relative: 'gone.yaml', absolute: join(folder, 'spec.yaml') };
  const kept = { ...FINDING, spec: 'put-store', faults: [LOSES_IT], foundAs: [LOSES_IT] };
  writeFiles(found, { 'finding.json': encodeFinding({ finding: kept, specFile }) });
  const packed = await ldfi(['pack', join(found, 'finding.json'), '-o', finding], folder);
  assert.is(packed.code, 0, packed.err);
  return { folder, finding };
}

test('of eight commits it names the one with the bug, and skips what does not build', async () => {
  const { folder, finding } = await repository();
  const started = git(folder, 'bisect', 'start', 'HEAD', 'HEAD~7');
  assert.is(started.code, 0, started.out);
  const replay = `'${process.execPath}' '${MAIN}' replay '${finding}' -n 2 --bisect`;
  const script = `cc -o put-store put-store.c || exit 125; ${replay}`;
  const { code, out } = git(folder, 'bisect', 'run', 'sh', '-c', script);
  assert.is(code, 0, out);
  assert.match(out, 'is the first bad commit', out);
  const named = git(folder, 'log', '-1', '--format=%s', 'refs/bisect/bad').out.trim();
  assert.is(named, `change ${BUG}`, out);
  assert.equal(tracees(folder), []);
});

test('a commit that does not compile, or does not start, cannot tell', async () => {
  const { folder, finding } = await repository();
  git(folder, 'checkout', '-q', 'HEAD~2');
  assert.is(readFileSync(join(folder, 'put-store.c'), 'utf8'), DOES_NOT_START);
  compileStore(folder);
  const end = await ldfi(['replay', finding, '-n', '1', '--bisect'], folder);
  assert.is(end.code, 125, end.err + end.out);
  git(folder, 'checkout', '-q', 'HEAD~3');
  const script = 'cc -o put-store put-store.c || exit 125';
  assert.is(spawnSync('sh', ['-c', script], { cwd: folder }).status, 125);
});

test('a commit whose spec is gone cannot tell, one mistake in the command ends it', async () => {
  const { folder, finding } = await repository();
  git(folder, 'rm', '-q', 'spec.yaml');
  assert.is((await ldfi(['replay', finding, '--bisect'], folder)).code, 125);
  assert.is((await ldfi(['replay', `${finding}x`, '--bisect'], folder)).code, 255);
});

test.run();
