/** Whether a thread that is inside a system call waits there. */
import { readFileSync } from 'node:fs';

const LOOK_MS = 0.1;
const LOOKS_MAX = 100;

const stateOf = (tid: number): string => {
  try {
    const text = readFileSync(`/proc/${tid}/stat`, 'latin1');
    return text.charAt(text.lastIndexOf(')') + 2);
  } catch {
    return '';
  }
};

/**
 * True when the thread waits for an event. One that is on its way through the kernel is given time
 * to come to its end, or to wait; on our processor it runs only while we do not.
 */
export const isAsleep = (tid: number): boolean => {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  let state = stateOf(tid);
  for (let looks = 0; state === 'R' && looks < LOOKS_MAX; looks += 1) {
    Atomics.wait(pause, 0, 0, LOOK_MS);
    state = stateOf(tid);
  }
  return state === 'S';
};
