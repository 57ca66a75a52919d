/**
 * `npm run bench:solver`: the native solvers that ours is measured against, setup, then the
 * measurements. Arguments are passed on.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { installPrograms } from './debian.mjs';
import { main, ROOT } from './host.mjs';
import { setup } from './setup.mjs';

main(() => {
  installPrograms({ minisat: ['minisat'], cadical: ['cadical'] }, 'What is measured against them');
  setup();
  const options = ['--enable-source-maps', join(ROOT, 'dist', 'test', 'bench', 'solver.js')];
  const bench = spawnSync(process.execPath, [...options, ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  process.exitCode = bench.status ?? 1;
});
