/**
 * Findings in compiled programs, replayed after these were compiled at other levels of
 * optimisation: `npm run recompiled -- -n 100 --only pb1-asynchronous`. Ends with 1 when one of
 * them breaks the promise in less than 95 % of the runs in which its faults happened.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../helpers/root.ts';

const LADDER = ['d1-simple', 'c1-two-phase', 't1-token-ring', 'd2-retry', 'pb1-asynchronous'];
const LEVELS = ['-O0', '-O3'];
const RATE_MIN = 0.95;

const LDFI = join(ROOT, 'dist/src/cli/main.js');

function ldfi(...args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, [LDFI, ...args], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status === null || status > 2) {
    throw new Error(`ldfi ${args.join(' ')}: ${stderr}`);
  }
  return stdout;
}

/** The specs of the ladder beside programs of that level, where they look for them. */
function compiled(folder: string, level: string): string {
  const home = join(folder, `O${level.slice(2)}`);
  const [specs, programs] = [join(home, 'specs/ladder'), join(home, 'dist/specs/ladder')];
  cpSync(join(ROOT, 'specs/ladder'), specs, { recursive: true });
  mkdirSync(programs, { recursive: true });
  for (const file of readdirSync(specs).filter((name) => name.endsWith('.c'))) {
    const output = join(programs, file.slice(0, -2));
    const args = ['-std=gnu17', level, '-o', output, join(specs, file)];
    const { status, stderr } = spawnSync(process.env['CC'] ?? 'cc', args, { encoding: 'utf8' });
    if (status !== 0) {
      throw new Error(stderr);
    }
  }
  return specs;
}

interface Replays {
  readonly violated: number;
  readonly held: number;
  readonly vacuous: number;
  readonly notFollowed: number;
  readonly inconclusive: number;
}

function findingOf(spec: string, store: string): string | undefined {
  const file = join(ROOT, 'specs/ladder', `${spec}.yaml`);
  const { findings } = JSON.parse(ldfi('run', file, '--store', store, '--json', '--quiet')) as {
    findings: readonly { readonly id: string }[];
  };
  return findings[0]?.id;
}

const { values } = parseArgs({
  options: {
    n: { type: 'string', short: 'n', default: '100' },
    only: { type: 'string', multiple: true, default: LADDER },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'ldfi-recompiled-'));
const store = join(folder, 'store');
try {
  const homes = LEVELS.map((level) => [level, compiled(folder, level)] as const);
  for (const spec of values.only) {
    const id = findingOf(spec, store);
    for (const [level, home] of id === undefined ? [] : homes) {
      const args = [id ?? '', '--spec', join(home, `${spec}.yaml`), '-n', values.n];
      const replays = JSON.parse(ldfi('replay', ...args, '--store', store, '--json')) as Replays;
      const { violated, held, vacuous, notFollowed, inconclusive } = replays;
      const rate = violated / Math.max(1, violated + held + vacuous);
      const others = `${held + vacuous} not, ${notFollowed} missed, ${inconclusive} unknown`;
      console.log(`${spec.padEnd(20)} ${level}  ${violated} of ${values.n} violated (${others})`);
      process.exitCode = rate < RATE_MIN ? 1 : process.exitCode;
    }
    if (id === undefined) {
      console.log(`${spec.padEnd(20)} no finding`);
      process.exitCode = 1;
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
