/** `ldfi ls`: the findings of a store. */
import { listFindings } from '../corpus/list-findings.ts';
import { faultText } from '../faults/text.ts';
import { EXIT, type ExitCode } from '../model/errors.ts';
import { renderFindings } from '../report/finding-list.ts';
import type { LsOptions } from './command.ts';
import { errorText } from './error-text.ts';
import type { Terminal } from './terminal.ts';

/** A file in the store that is no finding is told of, and the exit code is that of the store. */
export function lsCommand({ store, json }: LsOptions, { out, err }: Terminal): ExitCode {
  const { findings, broken } = listFindings(store);
  const data = findings.map(({ finding, file, session, times }) => ({
    ...{ id: finding.id, spec: finding.spec, reason: finding.reason },
    faults: finding.faults.map(faultText),
    ...{ withFaults: finding.withFaults, withoutFaults: finding.withoutFaults },
    ...{ session, times, file },
  }));
  out.write(json ? `${JSON.stringify(data, null, 2)}\n` : renderFindings(findings, out.palette));
  for (const error of broken) {
    err.write(errorText(error, err.palette));
  }
  return broken.length === 0 ? EXIT.exhausted : EXIT.store;
}
