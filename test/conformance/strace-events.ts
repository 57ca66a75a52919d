/** What the tracer should have recorded of the calls that strace saw, thread by thread. */
import { type ChannelKind, isStream } from '../../src/model/channel.ts';
import { descriptorAt, type StraceLine } from './strace-log.ts';

type Call = StraceLine & { readonly type: 'call' };

/** Calls to ask strace for: all by which data or control crosses between processes. */
export const STRACED: readonly string[] = [
  ...['read', 'write', 'readv', 'writev', 'preadv2', 'pwritev2', 'network', 'close'],
  ...['close_range', 'dup', 'dup2', 'dup3', 'fcntl', 'sendfile', 'splice', 'tee', 'vmsplice'],
  ...['pipe', 'pipe2', 'fork', 'vfork', 'clone', 'clone3', 'execve', 'execveat'],
  ...['wait4', 'waitid'],
];

const SENDS = new Set(['write', 'writev', 'pwritev2', 'sendto', 'sendmsg', 'sendfile']);
const RECEIVES = new Set(['read', 'readv', 'preadv2', 'recvfrom', 'recvmsg']);
const SPAWNS = new Set(['fork', 'vfork', 'clone', 'clone3']);

const KINDS: Readonly<Record<string, ChannelKind>> = {
  TCP: 'tcp',
  TCPv6: 'tcp',
  UDP: 'udp',
  UDPv6: 'udp',
  'UNIX-STREAM': 'unix',
  'UNIX-SEQPACKET': 'unixpacket',
  'UNIX-DGRAM': 'unixgram',
  pipe: 'pipe',
};

/** A child that has stopped or goes on has not ended. */
const NO_END = /WIFSTOPPED|WIFCONTINUED|CLD_STOPPED|CLD_CONTINUED|CLD_TRAPPED/;

function wait({ name, args }: Call, result: number): readonly string[] {
  const isOf = name === 'wait4' ? result > 0 : args.includes('si_pid=');
  return isOf && !NO_END.test(args) ? ['wait'] : [];
}

/** From the first descriptor to the third argument: a receive, a send, or both. */
function splice({ args }: Call, result: number): readonly string[] {
  const [from = '', , to = ''] = args.split(', ');
  const isStream = (text: string): boolean => {
    const { kind = '', isConnected = false } = descriptorAt(text) ?? {};
    return KINDS[kind] === 'tcp' && isConnected;
  };
  return [
    ...(isStream(from) ? [`receive tcp ${result}`] : []),
    ...(isStream(to) ? [`send tcp ${result}`] : []),
  ];
}

/**
 * Descriptors of a process that have been used, and of what kind of stream they are ends: only the
 * close of those is an event.
 */
type Used = Map<number, ChannelKind | undefined>;
/** Threads of a process that live: only the end of the last is an event. */
type Group = Set<number>;

class Reader {
  readonly #threads = new Map<number, string[]>();
  readonly #used = new Map<number, Used>();
  readonly #groups = new Map<number, Group>();

  /** Words of each thread, in the order in which the threads appeared. */
  words(): readonly (readonly string[])[] {
    return [...this.#threads.values()];
  }

  take(line: StraceLine): void {
    const words = this.#wordsOf(line.tid);
    if (line.type === 'end') {
      const group = this.#groupOf(line.tid);
      group.delete(line.tid);
      words.push(...(group.size === 0 ? [line.how] : []));
    } else if (line.type === 'superseded') {
      // Another thread has run exec: it goes on under the name of the first.
      this.#groupOf(line.tid).delete(line.by);
    } else if (line.result !== undefined) {
      words.push(...this.#call(line, line.result));
    }
  }

  #wordsOf(tid: number): string[] {
    const words = this.#threads.get(tid) ?? [];
    this.#threads.set(tid, words);
    return words;
  }

  #groupOf(tid: number): Group {
    const group = this.#groups.get(tid) ?? new Set([tid]);
    this.#groups.set(tid, group);
    return group;
  }

  #usedOf(tid: number): Used {
    const used = this.#used.get(tid) ?? new Map();
    this.#used.set(tid, used);
    return used;
  }

  #call(call: Call, result: number): readonly string[] {
    if (SPAWNS.has(call.name)) {
      return this.#spawn(call, result);
    }
    if (call.name === 'execve' || call.name === 'execveat') {
      return result === 0 ? ['exec'] : [];
    }
    if (call.name === 'wait4' || call.name === 'waitid') {
      return wait(call, result);
    }
    if (call.name === 'splice') {
      return splice(call, result);
    }
    const { fd = -1, kind: shown = '', isConnected = false } = descriptorAt(call.args) ?? {};
    const kind = KINDS[shown];
    const used = this.#usedOf(call.tid);
    const isOpen = isConnected || (kind !== undefined && used.get(fd) === kind);
    const stream = kind !== undefined && isOpen && isStream(kind) ? kind : undefined;
    if (call.name === 'socket' || call.name === 'socketpair') {
      used.delete(result);
      return [];
    }
    if (kind === undefined) {
      return call.name.startsWith('dup') ? this.#onto(call, result) : [];
    }
    if (SENDS.has(call.name) || RECEIVES.has(call.name)) {
      used.set(fd, stream);
      return transfer(call, kind, isOpen, result);
    }
    return this.#manage(call, stream, result);
  }

  #spawn(call: Call, result: number): readonly string[] {
    if (result <= 0) {
      return [];
    }
    const used = this.#usedOf(call.tid);
    this.#wordsOf(result);
    if (call.args.includes('CLONE_THREAD')) {
      this.#groups.set(result, this.#groupOf(call.tid).add(result));
    }
    this.#used.set(result, call.args.includes('CLONE_FILES') ? used : new Map(used));
    return ['spawn'];
  }

  /** dup2 and dup3 close what their number led to. */
  #onto(call: Call, result: number): readonly string[] {
    return call.name === 'dup' ? [] : this.#close(call.tid, result);
  }

  #close(tid: number, fd: number): readonly string[] {
    const used = this.#usedOf(tid);
    const kind = used.get(fd);
    used.delete(fd);
    return kind === undefined ? [] : [`close ${kind}`];
  }

  #manage(call: Call, stream: ChannelKind | undefined, result: number): readonly string[] {
    const fd = descriptorAt(call.args)?.fd ?? -1;
    const used = this.#usedOf(call.tid);
    switch (call.name) {
      case 'bind':
      case 'listen':
        used.set(fd, undefined);
        return result === 0 ? [call.name] : [];
      case 'connect':
        if (stream !== undefined) {
          // The program asks what has become of its attempt.
          return [];
        }
        // Of datagrams it is no exchange, and nothing is recorded of its end.
        // Of an AF_UNIX socket strace goes on to show what it has seen first.
        used.set(fd, result === 0 && call.args.includes('<UNIX-STREAM:') ? 'unix' : undefined);
        return isDatagramSocket(call.args) ? [] : [`connect ${result}`];
      case 'accept':
      case 'accept4':
        if (result >= 0) {
          used.set(result, acceptedKind(call.rest));
        }
        return result >= 0 ? ['accept'] : [];
      case 'shutdown':
        return stream === undefined || call.args.endsWith('SHUT_RD') ? [] : [`shutdown ${stream}`];
      case 'close':
        return this.#close(call.tid, fd);
      case 'dup':
      case 'dup2':
      case 'dup3':
      case 'fcntl':
        return this.#copy(call, fd, stream, result);
      default:
        return [];
    }
  }

  #copy(
    call: Call,
    fd: number,
    stream: ChannelKind | undefined,
    result: number,
  ): readonly string[] {
    const used = this.#usedOf(call.tid);
    if ((call.name === 'fcntl' && !call.args.includes('F_DUPFD')) || result < 0 || result === fd) {
      return [];
    }
    const words = this.#onto(call, result);
    used.set(fd, stream).set(result, stream);
    return words;
  }
}

const isDatagramSocket = (args: string): boolean => {
  const { kind = '' } = descriptorAt(args) ?? {};
  return kind.startsWith('UDP') || kind === 'UNIX-DGRAM';
};

const acceptedKind = (text: string): ChannelKind | undefined =>
  KINDS[descriptorAt(text)?.kind ?? ''];

/** On what is connected each call counts, also in vain; of datagrams only those that arrive. */
function transfer(
  { name }: Call,
  kind: ChannelKind,
  isConnected: boolean,
  result: number,
): readonly string[] {
  const way = SENDS.has(name) ? 'send' : 'receive';
  if (isStream(kind)) {
    return isConnected ? [`${way} ${kind} ${result}`] : [];
  }
  return way === 'receive' && result < 0 ? [] : [`${way} ${kind} ${result}`];
}

/** Words of each thread; a thread that has none is left out. */
export function expectedOf(lines: readonly StraceLine[]): readonly (readonly string[])[] {
  const reader = new Reader();
  for (const line of lines) {
    reader.take(line);
  }
  return reader.words().filter((words) => words.length > 0);
}
