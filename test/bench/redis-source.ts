/**
 * `redis-server` compiled here from the source that Debian's binary is made of, once at each level
 * of optimisation. Knows apt-get and make; nothing of the host is changed for it.
 */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../helpers/root.ts';

const HOME = join(ROOT, '.ldfi/redis-source');

/** Where Debian says where its packages come from, in the newer and in the older form. */
const SOURCES = ['/etc/apt/sources.list.d/debian.sources', '/etc/apt/sources.list'];

/** Why there is no binary, in one line. */
export class NoSource extends Error {}

function run(program: string, args: readonly string[], folder: string, aptConfig = ''): void {
  const env = aptConfig === '' ? process.env : { ...process.env, APT_CONFIG: aptConfig };
  const ended: SpawnSyncReturns<string> = spawnSync(program, args, {
    ...{ cwd: folder, encoding: 'utf8', env, maxBuffer: 1 << 28 },
  });
  if (ended.status !== 0) {
    const last = (ended.stderr ?? '').trim().split('\n').at(-1) ?? '';
    throw new NoSource(`'${[program, ...args].join(' ')}' failed: ${ended.error?.message ?? last}`);
  }
}

/** The host's own list of places with source packages in the place of binary ones. */
function sourceList(folder: string): void {
  const host = SOURCES.find((file) => existsSync(file));
  if (host === undefined) {
    throw new NoSource('no list of Debian packages on this host');
  }
  const isNew = host.endsWith('.sources');
  const replace = isNew ? 's/^Types:.*/Types: deb-src/' : 's/^deb /deb-src /';
  const { stdout } = spawnSync('sed', [replace, host], { encoding: 'utf8' });
  mkdirSync(join(folder, 'parts'), { recursive: true });
  writeFileSync(join(folder, 'parts', isNew ? 'host.sources' : 'host.list'), stdout);
}

/** The unpacked source, fetched into a folder of its own: lists and cache of the host stay. */
function fetchSource(): string {
  const folder = join(HOME, 'apt');
  const unpacked = (): string | undefined =>
    existsSync(folder) ? readdirSync(folder).find((name) => /^redis-\d/.test(name)) : undefined;
  if (unpacked() === undefined) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'lists/partial'), { recursive: true });
    sourceList(folder);
    const settings = {
      'Dir::Etc::sourcelist': '/dev/null',
      'Dir::Etc::sourceparts': join(folder, 'parts'),
      'Dir::State::lists': join(folder, 'lists'),
      'Dir::Cache': join(folder, 'cache'),
      'APT::Sandbox::User': 'root',
    };
    const config = join(folder, 'apt.conf');
    const lines = Object.entries(settings).map(([name, value]) => `${name} "${value}";\n`);
    writeFileSync(config, lines.join(''));
    run('apt-get', ['update', '-q'], folder, config);
    run('apt-get', ['source', '-q', '--download-only', 'redis'], folder, config);
    const tar = readdirSync(folder).find((name) => /^redis_.*\.orig\.tar\./.test(name)) ?? '';
    run('tar', ['xf', tar], folder);
  }
  const name = unpacked();
  if (name === undefined) {
    throw new NoSource('the source package of redis holds no folder of that name');
  }
  return join(folder, name);
}

/**
 * The folder with `redis-server` at that level (`-O0`), to be put in front of PATH. It is made
 * once, in minutes, and kept. The tree is the upstream one of the package. Errors: NoSource.
 */
export function redisAt(level: string): string {
  const home = join(HOME, level.slice(1));
  const made = join(home, 'src');
  if (!existsSync(home)) {
    const source = fetchSource();
    const draft = `${home}.draft`;
    rmSync(draft, { recursive: true, force: true });
    run('cp', ['-a', source, draft], HOME);
    const settings = [`OPTIMIZATION=${level}`, 'MALLOC=libc', 'redis-server'];
    run('make', ['-C', 'src', '-j2', ...settings], draft);
    renameSync(draft, home);
  }
  return made;
}
