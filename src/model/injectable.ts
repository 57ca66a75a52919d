/**
 * The system calls that a fault may make fail or fall short, and how a place among a node's calls
 * is named: call, file, count.
 */
import type { NodeName } from './trace.ts';

/** Calls whose result is a number of bytes: they may fall short. */
export const PARTIAL_CALLS = [
  'read',
  'readv',
  'pread64',
  'preadv',
  'preadv2',
  'write',
  'writev',
  'pwrite64',
  'pwritev',
  'pwritev2',
  'recvfrom',
  'recvmsg',
  'sendto',
  'sendmsg',
  'sendfile',
  'splice',
  'copy_file_range',
] as const;

/** Calls that make what was written before last. */
export const SYNC_CALLS = ['fsync', 'fdatasync', 'sync_file_range', 'msync'] as const;

const OTHER_CALLS = [
  'recvmmsg',
  'sendmmsg',
  'socket',
  'socketpair',
  'connect',
  'accept',
  'accept4',
  'bind',
  'listen',
  'shutdown',
  'close',
  'pipe2',
  'open',
  'openat',
  'openat2',
  'creat',
  'mkdir',
  'mkdirat',
  'rename',
  'renameat',
  'renameat2',
  'link',
  'linkat',
  'unlink',
  'unlinkat',
  'truncate',
  'ftruncate',
  'fallocate',
  'mmap',
  'clone',
  'clone3',
] as const;

export const INJECTABLE_CALLS = [...PARTIAL_CALLS, ...SYNC_CALLS, ...OTHER_CALLS] as const;
export type InjectableCall = (typeof INJECTABLE_CALLS)[number];

/**
 * Which of the matching calls, counted from 1, as strace's `when=first..last+step`. Normal form:
 * `last` is one of those counted, and where it is `first`, `step` is 1. No `last`: all that follow.
 */
export interface CallCount {
  readonly first: number;
  readonly last?: number;
  readonly step: number;
}

/** Calls of one node. */
export interface CallSite {
  readonly node: NodeName;
  /** In the order of INJECTABLE_CALLS, each once. */
  readonly calls: readonly InjectableCall[];
  /**
   * Only on this file: a path whose last parts are these (`wal/0001.log` is met by
   * `/run/7/replica/wal/0001.log`).
   */
  readonly file?: string;
  readonly when: CallCount;
}
