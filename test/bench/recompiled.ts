/**
 * Findings replayed with the programs that they were found in, and with the same programs compiled
 * at other levels of optimisation: `npm run recompiled -- -n 100 --only pb1-asynchronous`.
 *
 * Ends with 1 when one of them breaks the promise in less than 95 % of all runs, and with 2 when
 * one could not be measured here.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../helpers/root.ts';
import { type Build, type Target, targetsIn } from './recompiled-targets.ts';
import { NoSource } from './redis-source.ts';

const RATE_MIN = 0.95;
const EXIT = { tooSeldom: 1, notMeasured: 2 } as const;

const LDFI = join(ROOT, 'dist/src/cli/main.js');

function ldfi(args: readonly string[], path?: string): string {
  const PATH = [...(path === undefined ? [] : [path]), process.env['PATH'] ?? ''].join(delimiter);
  const { stdout, stderr, status } = spawnSync(process.execPath, [LDFI, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, PATH },
  });
  if (status === null || status > 2) {
    throw new Error(`ldfi ${args.join(' ')}: ${stderr}`);
  }
  return stdout;
}

interface Replays {
  readonly violated: number;
  readonly held: number;
  readonly vacuous: number;
  readonly notFollowed: number;
  readonly inconclusive: number;
}

function findingOf({ file, kept }: Target, store: string): string | undefined {
  if (kept !== undefined) {
    return kept;
  }
  const { findings } = JSON.parse(ldfi(['run', file, '--store', store, '--json', '--quiet'])) as {
    findings: readonly { readonly id: string }[];
  };
  return findings[0]?.id;
}

const { values } = parseArgs({
  options: {
    n: { type: 'string', short: 'n', default: '100' },
    only: { type: 'string', multiple: true },
  },
});

const fail = (code: number): void => {
  process.exitCode = Math.min(Number(process.exitCode ?? code), code);
};

const say = (target: Target, build: string, text: string): void =>
  console.log(`${target.spec.padEnd(18)}${build.padEnd(20)}${text}`);

function measure(target: Target, build: Build, id: string, store: string): void {
  const { spec, path } = build.make();
  const args = ['replay', id, '--spec', spec, '-n', values.n, '--store', store, '--json'];
  const replays = JSON.parse(ldfi(args, path)) as Replays;
  const { violated, held, vacuous, notFollowed, inconclusive } = replays;
  const others = `${held + vacuous} not, ${notFollowed} missed, ${inconclusive} unknown`;
  say(target, build.name, `${violated} of ${values.n} violated (${others})`);
  if (violated < RATE_MIN * Number(values.n)) {
    fail(EXIT.tooSeldom);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'ldfi-recompiled-'));
const store = join(folder, 'store');
try {
  const all = targetsIn(folder);
  for (const target of all.filter(({ spec }) => values.only?.includes(spec) ?? true)) {
    const id = findingOf(target, store);
    if (id === undefined) {
      say(target, '', 'no finding');
      fail(EXIT.tooSeldom);
    }
    for (const build of id === undefined ? [] : target.builds) {
      try {
        measure(target, build, id ?? '', store);
      } catch (error) {
        if (!(error instanceof NoSource)) {
          throw error;
        }
        say(target, build.name, `NOT MEASURED: ${error.message}`);
        fail(EXIT.notMeasured);
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
