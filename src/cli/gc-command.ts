/** `ldfi gc`: drops what no finding needs. */
import { sweep, sweepable } from '../corpus/sweep.ts';
import { EXIT, type ExitCode } from '../model/errors.ts';
import { escapeLine } from '../report/escape.ts';
import { countText } from '../report/quantity.ts';
import type { GcOptions } from './command.ts';
import { shortPath } from './paths.ts';
import type { Terminal } from './terminal.ts';

const MIB = 2 ** 20;

/** Errors: StoreError. */
export function gcCommand({ store, olderMs, dryRun }: GcOptions, { out }: Terminal): ExitCode {
  const all = sweepable(store, Date.now() - olderMs);
  if (!dryRun) {
    sweep(all);
  }
  for (const { path } of all) {
    out.write(`  ${escapeLine(shortPath(path))}\n`);
  }
  const bytes = all.reduce((sum, one) => sum + one.bytes, 0);
  const what = `${countText(all.length, 'item')}, ${(bytes / MIB).toFixed(1)} MiB`;
  out.write(`${dryRun ? 'would drop' : 'dropped'} ${what}; every finding stays\n`);
  return EXIT.exhausted;
}
