/** `ldfi keep`: a finding beside its spec, to be committed. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { corpusFor, keepFinding } from '../corpus/keep.ts';
import { openFinding, readFinding } from '../corpus/read-finding.ts';
import { EXIT, type ExitCode, UsageError } from '../model/errors.ts';
import { escapeLine } from '../report/escape.ts';
import type { KeepOptions } from './command.ts';
import { shortPath } from './paths.ts';
import type { Terminal } from './terminal.ts';

/** Errors: as `readFinding`; StoreError. */
export function keepCommand(options: KeepOptions, { out }: Terminal): ExitCode {
  const { finding, store, spec, corpus } = options;
  const opened = openFinding(finding, store);
  const { specFile } = readFinding(finding, store, spec);
  if (!existsSync(specFile)) {
    throw new UsageError('usage-spec', `there is no spec at ${specFile}`);
  }
  const to = corpus === undefined ? corpusFor(opened.finding.spec, specFile) : resolve(corpus);
  const folder = escapeLine(shortPath(keepFinding(opened, specFile, to)));
  out.write(`${folder}: commit it; \`ldfi run\` runs it again before it hunts, `);
  out.write(`\`ldfi replay ${folder}\` at any time\n`);
  return EXIT.exhausted;
}
