/**
 * Which findings are replayed, and their programs at other levels of optimisation. Knows how each
 * spec names its programs.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../helpers/root.ts';
import { redisAt } from './redis-source.ts';

/** One build of the programs. */
export interface Build {
  readonly name: string;
  /**
   * The spec that runs it, and what stands in front of PATH meanwhile. Errors: NoSource when it
   * can't be made here.
   */
  readonly make: () => { readonly spec: string; readonly path?: string };
}

export interface Target {
  readonly spec: string;
  /** Absolute; a finding of it is made when none is kept. */
  readonly file: string;
  /** Folder of the finding that is kept. */
  readonly kept?: string;
  readonly builds: readonly Build[];
}

const LADDER = ['d1-simple', 'c1-two-phase', 't1-token-ring', 'd2-retry', 'pb1-asynchronous'];
const LEVELS = ['-O0', '-O3'];
/** What stands for a level where the programs are JavaScript: how V8 runs them. */
const V8_LEVELS = ['--jitless', '--always-sparkplug'];

/** The specs of the ladder beside programs of that level, where they look for them. */
function compiledLadder(folder: string, level: string): string {
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

function ladder(folder: string): readonly Target[] {
  const homes = new Map<string, string>();
  const homeOf = (level: string): string => {
    const home = homes.get(level) ?? compiledLadder(folder, level);
    homes.set(level, home);
    return home;
  };
  return LADDER.map((spec) => {
    const file = join(ROOT, 'specs/ladder', `${spec}.yaml`);
    const levels = LEVELS.map((level) => ({
      name: level,
      make: () => ({ spec: join(homeOf(level), `${spec}.yaml`) }),
    }));
    return { spec, file, builds: [{ name: 'as built', make: () => ({ spec: file }) }, ...levels] };
  });
}

function keptOf(spec: string): string {
  const findings = join(ROOT, 'corpus', spec, 'findings');
  const [id = ''] = readdirSync(findings).sort();
  return join(findings, id);
}

function shipped(folder: string): readonly Target[] {
  const file = (spec: string): string => join(ROOT, 'specs', spec, `${spec}.yaml`);
  const [redis, mailbox] = [file('redis-failover'), file('mailbox')];
  const node = (flag: string): string => {
    const home = join(folder, `node${flag}`);
    mkdirSync(join(home, 'specs/mailbox'), { recursive: true });
    symlinkSync(join(ROOT, 'dist'), join(home, 'dist'));
    const copy = join(home, 'specs/mailbox/mailbox.yaml');
    const servers = /\bnode, (?=\S+server\.js)/g;
    writeFileSync(copy, readFileSync(mailbox, 'utf8').replaceAll(servers, `node, ${flag}, `));
    return copy;
  };
  return [
    {
      ...{ spec: 'redis-failover', file: redis, kept: keptOf('redis-failover') },
      builds: [
        { name: "Debian's", make: () => ({ spec: redis }) },
        ...LEVELS.map((name) => ({ name, make: () => ({ spec: redis, path: redisAt(name) }) })),
      ],
    },
    {
      ...{ spec: 'mailbox', file: mailbox, kept: keptOf('mailbox') },
      builds: [
        { name: 'as shipped', make: () => ({ spec: mailbox }) },
        ...V8_LEVELS.map((name) => ({ name, make: () => ({ spec: node(name) }) })),
      ],
    },
  ];
}

/** `folder`: absolute, for what is compiled. */
export const targetsIn = (folder: string): readonly Target[] => [
  ...shipped(folder),
  ...ladder(folder),
];
