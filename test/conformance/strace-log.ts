/** Reads what `strace -f -yy -s 0` writes, strictly: a line that it does not know is an error. */

/** A descriptor as strace shows it: `4<TCP:[127.0.0.1:5000->127.0.0.1:6000]>`. */
export interface Descriptor {
  readonly fd: number;
  /** `TCP`, `UDPv6`, `UNIX-STREAM`, `pipe`; undefined for files and the like. */
  readonly kind: string | undefined;
  readonly isConnected: boolean;
}

export type StraceLine =
  | {
      readonly type: 'call';
      readonly tid: number;
      readonly name: string;
      readonly args: string;
      /** −errno on failure; undefined when it never returned, or is entered anew. */
      readonly result: number | undefined;
      /** What stands behind the result. */
      readonly rest: string;
    }
  | { readonly type: 'end'; readonly tid: number; readonly how: string }
  | { readonly type: 'superseded'; readonly tid: number; readonly by: number };

const CALL = /^([a-z0-9_]+)\((.*)\)\s+= (.*)$/;
const RESUMED = /^<\.\.\. ([a-z0-9_]+) resumed>(.*)$/;
/** The second: a thread that runs exec takes the name of the first one. */
const UNFINISHED = / <(?:unfinished|pid changed to \d+) \.\.\.>$/;
const END = /^\+\+\+ (exited with|killed by) (\w+)(?: \(core dumped\))? \+\+\+$/;
const SUPERSEDED = /^\+\+\+ superseded by execve in pid (\d+) \+\+\+$/;
/** A signal, or a stop of the whole process. */
const SIGNAL = /^--- .* ---$/;
const SOCKET = /^(\d+)<((?:TCP|UDP)(?:v6)?|UNIX-[A-Z]+|pipe):\[(.*?)\](?:,[^>]*)?>/;

/** The descriptor that a text begins with. */
export function descriptorAt(text: string): Descriptor | undefined {
  const socket = SOCKET.exec(text);
  if (socket !== null) {
    const [, fd, kind, inside = ''] = socket;
    return { fd: Number(fd), kind, isConnected: kind === 'pipe' || inside.includes('->') };
  }
  const plain = /^(\d+)(?:<|,|$|\))/.exec(text);
  return plain === null ? undefined : { fd: Number(plain[1]), kind: undefined, isConnected: false };
}

function resultOf(text: string, errnos: Readonly<Record<string, number>>): number | undefined {
  if (text.startsWith('?')) {
    return undefined;
  }
  const failed = /^-1 (E[A-Z0-9]+) /.exec(text);
  if (failed === null) {
    return Number.parseInt(text, 10);
  }
  const errno = errnos[failed[1] ?? ''];
  if (errno === undefined) {
    throw new Error(`strace: ${failed[1]} is no error that is known here`);
  }
  return -errno;
}

/** `errnos`: name → number, as in os.constants.errno. */
export function parseStrace(
  text: string,
  errnos: Readonly<Record<string, number>>,
): readonly StraceLine[] {
  const lines: StraceLine[] = [];
  const unfinished = new Map<number, string>();
  for (const line of text.split('\n')) {
    const [, pid = '', body = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const tid = Number(pid);
    if (line === '' || SIGNAL.test(body)) {
      continue;
    }
    const end = END.exec(body);
    const superseded = SUPERSEDED.exec(body);
    if (end !== null) {
      const [, how, what = ''] = end;
      lines.push({ type: 'end', tid, how: how === 'killed by' ? what : `exit ${what}` });
    } else if (superseded !== null) {
      const by = Number(superseded[1]);
      unfinished.set(tid, unfinished.get(by) ?? '');
      lines.push({ type: 'superseded', tid, by });
    } else if (UNFINISHED.test(body) && !RESUMED.test(body)) {
      unfinished.set(tid, body.replace(UNFINISHED, ''));
    } else {
      const resumed = RESUMED.exec(body);
      const whole = resumed === null ? body : `${unfinished.get(tid) ?? ''}${resumed[2]}`;
      const call = CALL.exec(whole);
      if (call === null) {
        throw new Error(`strace: a line that is not understood: ${line}`);
      }
      const [, name = '', args = '', rest = ''] = call;
      lines.push({ type: 'call', tid, name, args, result: resultOf(rest, errnos), rest });
    }
  }
  return lines;
}
