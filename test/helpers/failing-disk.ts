/**
 * A disk that fails at its n-th operation, with half of what was being written on it: the process
 * is killed there, or stays and reaches the disk no more, or the disk is full from there on. It
 * stands in front of node:fs as all modules of the process see that.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

type Call = (...args: unknown[]) => unknown;

const fs = createRequire(import.meta.url)('node:fs') as Record<string, Call>;
const OPERATIONS = [
  ...(['openSync', 'writeFileSync', 'writeSync', 'fsyncSync', 'renameSync', 'mkdirSync'] as const),
  ...(['symlinkSync', 'copyFileSync', 'ftruncateSync', 'rmSync'] as const),
];
const real = new Map(OPERATIONS.map((name) => [name as string, fs[name] as Call]));

/** `gone`: what is on disk afterwards is what a process leaves that was killed. */
export type DiskFailure = 'killed' | 'gone' | 'full';

let done = 0;
let failsAt = Number.POSITIVE_INFINITY;
let failure: DiskFailure = 'killed';

const isReading = (name: string, [, flags = 'r']: readonly unknown[]): boolean =>
  name === 'openSync' && flags === 'r';

/** Half of what was to be written is. */
function tear(name: string, args: readonly unknown[]): void {
  const call = real.get(name) as Call;
  if (name === 'writeFileSync') {
    const bytes = Buffer.from(args[1] as string | Uint8Array);
    call(args[0], bytes.subarray(0, bytes.length / 2));
  } else if (name === 'writeSync') {
    const [descriptor, bytes, offset, length, at] = args;
    call(descriptor, bytes, offset, Math.floor((length as number) / 2), at);
  }
}

function fail(name: string, args: readonly unknown[]): void {
  if (done === failsAt || failure === 'full') {
    tear(name, args);
  }
  if (failure === 'killed') {
    process.kill(process.pid, 'SIGKILL');
  }
  const code = failure === 'full' ? 'ENOSPC' : 'EIO';
  throw Object.assign(new Error(`${code}: the disk of the test`), { code });
}

for (const [name, call] of real) {
  fs[name] = (...args) => {
    done += 1;
    const fits = failure === 'full' && (name === 'rmSync' || isReading(name, args));
    if (done >= failsAt && !fits) {
      fail(name, args);
    }
    // The kernel outlives the process that is killed, so nothing here needs to reach the disk.
    return name === 'fsyncSync' ? undefined : call(...args);
  };
}
syncBuiltinESMExports();

/** From now on the `number`-th operation fails, and when the disk is full all behind it. */
export function failAt(number: number, how: DiskFailure): void {
  done = 0;
  failsAt = number;
  failure = how;
}

/** Back to a disk that works. Gives back how many operations there were. */
export function mendDisk(): number {
  failsAt = Number.POSITIVE_INFINITY;
  return done;
}
