/** What the demo must find, so that it is a test of the whole product and not a film. Pure. */
import type { Fault } from '../model/fault.ts';
import type { HuntResult } from '../model/hunt.ts';
import { rateText } from '../report/quantity.ts';

const isCut = (fault: Fault): boolean =>
  fault.kind === 'cut' && fault.at.from === 'primary' && fault.at.to === 'backup';
const isCrash = (fault: Fault): boolean => fault.kind === 'crash' && fault.node === 'primary';

/** What is wrong with the hunt, as one sentence; undefined when it found just what it should. */
export function demoShortfall(result: HuntResult): string | undefined {
  const [finding] = result.findings;
  if (finding === undefined) {
    const { outcome, reason } = result;
    return `The demo should have found a bug, but the hunt ended ${outcome}: ${reason}.`;
  }
  const { faults, withFaults, withoutFaults } = finding;
  if (faults.length !== 2 || !faults.some(isCut) || !faults.some(isCrash)) {
    return (
      'The demo should have found a cut from primary to backup together with a crash of ' +
      'primary, but found other faults.'
    );
  }
  const sure = withFaults.runs === 5 && withFaults.violated === 5;
  const calm = withoutFaults.runs === 5 && withoutFaults.violated === 0;
  if (!sure || !calm) {
    return (
      'The demo should fail in 5/5 runs with the faults and 0/5 without, but failed in ' +
      `${rateText(withFaults)} and ${rateText(withoutFaults)}.`
    );
  }
  return undefined;
}
