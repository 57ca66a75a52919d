/**
 * `npm run systems`: setup, what the systems of specs/systems need of Debian and npm, then the
 * hunts. Arguments are passed on; `--only a,b` installs for these only.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installPrograms } from './debian.mjs';
import { main, ROOT, run, SetupError } from './host.mjs';
import { setup } from './setup.mjs';

const REDIS = { 'redis-server': ['redis-server'] };
const PYTHON = '/usr/lib/python3/dist-packages';

/** System → program → the Debian packages that bring it. */
const PROGRAMS = {
  'redis-async': REDIS,
  'pg-sync': { '/usr/lib/postgresql/*/bin/postgres': ['postgresql'] },
  rq: { ...REDIS, '/usr/bin/rq': ['python3-rq'], [`${PYTHON}/redis`]: ['python3-redis'] },
  'haproxy-retry': { ...REDIS, haproxy: ['haproxy'], webdis: ['webdis'] },
  liferaft: {},
  'redis-wait2': REDIS,
  'redis-converge': REDIS,
  ovsdb: { 'ovsdb-server': ['openvswitch-common'], 'ovsdb-tool': ['openvswitch-common'] },
};

/** Scripts that make, once, what a system's runs begin with. */
const TEMPLATES = { 'pg-sync': 'make-template.sh' };

/** Systems whose folder names packages of npm. They stay there: the product needs none of them. */
const FROM_NPM = ['liferaft'];

function wanted() {
  const at = process.argv.indexOf('--only');
  const only = at < 0 ? undefined : (process.argv[at + 1] ?? '').split(',');
  return Object.keys(PROGRAMS).filter((name) => only?.includes(name) ?? true);
}

function installFromNpm(name) {
  const folder = join(ROOT, 'specs', 'systems', name);
  if (!existsSync(join(folder, 'node_modules', '.package-lock.json'))) {
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  }
}

function makeTemplate(name) {
  const made = join(ROOT, '.ldfi', name);
  if (!existsSync(made)) {
    run('sh', [join(ROOT, 'specs', 'systems', name, TEMPLATES[name])]);
  }
}

/** What one system lacks is said, and its row will tell; the others are hunted in. */
function prepare(name) {
  try {
    if (FROM_NPM.includes(name)) {
      installFromNpm(name);
    }
    if (name in TEMPLATES) {
      makeTemplate(name);
    }
  } catch (error) {
    if (!(error instanceof SetupError)) {
      throw error;
    }
    console.error(`setup: ${name} will fail: ${error.message}`);
  }
}

main(() => {
  const names = wanted();
  installPrograms(Object.assign({}, ...names.map((name) => PROGRAMS[name])), 'Their systems');
  setup();
  names.forEach(prepare);
  const options = ['--enable-source-maps', join(ROOT, 'dist', 'test', 'bench', 'real-systems.js')];
  const hunts = spawnSync(process.execPath, [...options, ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  process.exitCode = hunts.status ?? 1;
});
