/** `ldfi pack`: a finding as one file to send. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { writeAtomically } from '../corpus/files.ts';
import { packFinding } from '../corpus/pack.ts';
import { openFinding, specPlaces } from '../corpus/read-finding.ts';
import { EXIT, type ExitCode, UsageError } from '../model/errors.ts';
import { escapeLine } from '../report/escape.ts';
import type { PackOptions } from './command.ts';
import { shortPath } from './paths.ts';
import type { Terminal } from './terminal.ts';

/** Errors: as `openFinding`; UsageError for what is a pack already; StoreError. */
export function packCommand({ finding, store, out }: PackOptions, terminal: Terminal): ExitCode {
  const opened = openFinding(finding, store);
  if (opened.packed !== undefined) {
    throw new UsageError('usage-packed', `${opened.file} is a pack already`);
  }
  const spec = specPlaces(opened).find((place) => existsSync(place));
  const bytes = packFinding(opened, spec, resolve(''));
  const file = out ?? `${opened.finding.id}.ldfi.tgz`;
  writeAtomically(file, bytes);
  const name = escapeLine(shortPath(resolve(file)));
  const size = `${Math.ceil(bytes.length / 1024)} KiB`;
  terminal.out.write(`${name} (${size}): \`ldfi show ${name}\` tells it, \`ldfi replay ${name}\` `);
  terminal.out.write('runs it where its spec is, `tar xzf` opens it\n');
  return EXIT.exhausted;
}
