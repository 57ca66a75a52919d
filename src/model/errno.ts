/**
 * Error numbers of Linux on x86-64 that a fault may put in the place of a call's result, by name.
 */
export const ERRNOS = {
  EPERM: 1,
  ENOENT: 2,
  EINTR: 4,
  EIO: 5,
  ENXIO: 6,
  EBADF: 9,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EBUSY: 16,
  EEXIST: 17,
  EXDEV: 18,
  ENODEV: 19,
  EINVAL: 22,
  ENFILE: 23,
  EMFILE: 24,
  ETXTBSY: 26,
  EFBIG: 27,
  ENOSPC: 28,
  EROFS: 30,
  EMLINK: 31,
  EPIPE: 32,
  ENOLCK: 37,
  ENOSYS: 38,
  ELOOP: 40,
  EPROTO: 71,
  EMSGSIZE: 90,
  EOPNOTSUPP: 95,
  EADDRINUSE: 98,
  EADDRNOTAVAIL: 99,
  ENETDOWN: 100,
  ENETUNREACH: 101,
  ENETRESET: 102,
  ECONNABORTED: 103,
  ECONNRESET: 104,
  ENOBUFS: 105,
  ENOTCONN: 107,
  ETIMEDOUT: 110,
  ECONNREFUSED: 111,
  EHOSTDOWN: 112,
  EHOSTUNREACH: 113,
  ESTALE: 116,
  EDQUOT: 122,
} as const satisfies Readonly<Record<string, number>>;
export type Errno = keyof typeof ERRNOS;

export function isErrno(name: string): name is Errno {
  return Object.hasOwn(ERRNOS, name);
}

/** The name of an error number; undefined for one that no fault may use. */
export function errnoOf(value: number): Errno | undefined {
  return Object.keys(ERRNOS)
    .filter(isErrno)
    .find((name) => ERRNOS[name] === value);
}
