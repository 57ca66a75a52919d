/** A fault of a kind that the search tries, from its text. */
import { parseFault } from '../../src/faults/text.ts';
import { type HuntedFault, isHunted } from '../../src/model/fault.ts';

export function hunted(text: string): HuntedFault {
  const fault = parseFault(text);
  if (!isHunted(fault)) {
    throw new Error(`the search does not try ${text}`);
  }
  return fault;
}
