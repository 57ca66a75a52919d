/** `ldfi fsck`: reads all there is in a store, and sets aside what is damaged. */
import { checkStore, setAside } from '../corpus/check-store.ts';
import { EXIT, type ExitCode } from '../model/errors.ts';
import { escapeLine } from '../report/escape.ts';
import { countText } from '../report/quantity.ts';
import type { FsckOptions } from './command.ts';
import { shortPath } from './paths.ts';
import type { Terminal } from './terminal.ts';

/** Exit code 0 when nothing is damaged or missing. Errors: StoreError. */
export function fsckCommand({ store, dryRun }: FsckOptions, { out, err }: Terminal): ExitCode {
  const { damages, findings, files } = checkStore(store);
  for (const damage of damages) {
    err.write(`${err.palette.bad(damage.kind)}: ${escapeLine(damage.why)}\n`);
    if (damage.kind === 'damaged' && !dryRun) {
      const place = setAside(store, damage);
      err.write(`  set aside in ${escapeLine(shortPath(place))}\n`);
    }
  }
  const read = `${countText(findings, 'finding')} and ${countText(files, 'other file')} read`;
  const count = damages.length === 0 ? 'all is well' : `${damages.length} damaged or missing`;
  out.write(`${read}: ${count}\n`);
  return damages.length === 0 ? EXIT.exhausted : EXIT.store;
}
