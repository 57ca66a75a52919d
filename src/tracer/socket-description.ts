/**
 * Who a socket or pipe is, as the engine read it from a duplicate (native/ldfi.h `struct
 * ldfi_socket`).
 */

export const SOCKET_BYTES = 72 + 128 + 128;

export const AF_UNIX = 1;
export const AF_INET = 2;
export const AF_INET6 = 10;
export const SOCK_STREAM = 1;
export const SOCK_DGRAM = 2;
export const SOCK_SEQPACKET = 5;

export const TCP_ESTABLISHED = 1;
export const TCP_CLOSE = 7;
export const TCP_CLOSE_WAIT = 8;

/**
 * One end: `127.0.0.1:6379`, `[::1]:80`, `unix:/path`. IPv4 mapped into IPv6 is written as IPv4.
 */
export type EndAddress = string;

export interface SocketDescription {
  /** A pipe has no domain, type or addresses. `fifo`: one with a name. */
  readonly pipe: 'pipe' | 'fifo' | undefined;
  readonly device: number;
  readonly inode: number;
  readonly readable: boolean;
  readonly writable: boolean;
  readonly domain: number;
  readonly type: number;
  /** As the kernel numbers them; 0: no TCP socket. */
  readonly tcpState: number;
  /** Unique for this boot; the same for all duplicates. Each end of a pipe has its own. */
  readonly cookie: string;
  readonly nonblocking: boolean;
  readonly sendRoom: number;
  readonly local: EndAddress | undefined;
  readonly peer: EndAddress | undefined;
}

const groups = (bytes: Uint8Array): string => {
  const words: string[] = [];
  for (let i = 0; i < 16; i += 2) {
    words.push((((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0)).toString(16));
  }
  return words.join(':').replace(/(^|:)0(:0)+(:|$)/, '::');
};

const isMapped = (bytes: Uint8Array): boolean =>
  bytes.subarray(0, 10).every((byte) => byte === 0) && bytes[10] === 0xff && bytes[11] === 0xff;

const unixPath = (bytes: Uint8Array): string => {
  const abstract = bytes[0] === 0;
  const name = abstract ? bytes.subarray(1) : bytes.subarray(0, (bytes.indexOf(0) + 1 || 109) - 1);
  return `unix:${abstract ? '@' : ''}${Buffer.from(name).toString('latin1')}`;
};

/** A `struct sockaddr` → text; undefined for families that carry no traffic between nodes. */
export const decodeAddress = (bytes: Uint8Array): EndAddress | undefined => {
  if (bytes.length < 2) {
    return undefined;
  }
  const family = (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8);
  const port = ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);
  if (family === AF_INET && bytes.length >= 8) {
    return `${bytes.subarray(4, 8).join('.')}:${port}`;
  }
  if (family === AF_INET6 && bytes.length >= 24) {
    const ip = bytes.subarray(8, 24);
    return isMapped(ip) ? `${ip.subarray(12).join('.')}:${port}` : `[${groups(ip)}]:${port}`;
  }
  return family === AF_UNIX && bytes.length > 2 ? unixPath(bytes.subarray(2)) : undefined;
};

const ADDRESS = /^(?:\[(.*)\]|([\d.]+)):(\d+)$/;

const wordsOf = (ip: string): number[] =>
  ip === '' ? [] : ip.split(':').map((word) => Number.parseInt(word, 16));

const bytesOfV6 = (text: string): number[] => {
  const [head = '', tail] = text.split('::');
  const [before, after] = [wordsOf(head), wordsOf(tail ?? '')];
  const between = tail === undefined ? 0 : 8 - before.length - after.length;
  const words = [...before, ...Array<number>(between).fill(0), ...after];
  return words.flatMap((word) => [word >> 8, word & 0xff]);
};

/**
 * The `struct sockaddr` that a socket of that domain uses for an IPv4 or IPv6 address; undefined
 * for a path.
 */
export const encodeAddress = (address: EndAddress, domain: number): Uint8Array | undefined => {
  const [, six, four, port = ''] = ADDRESS.exec(address) ?? [];
  const isV6 = domain === AF_INET6;
  if (six === undefined ? four === undefined : !isV6) {
    return undefined;
  }
  const octets = four?.split('.').map(Number) ?? [];
  const mapped = [...Array<number>(10).fill(0), 0xff, 0xff, ...octets];
  const ip = isV6 ? (six === undefined ? mapped : bytesOfV6(six)) : octets;
  const bytes = new Uint8Array(isV6 ? 28 : 16);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, domain, true);
  view.setUint16(2, Number(port));
  bytes.set(ip, isV6 ? 8 : 4);
  return bytes;
};

/** The same for AF_UNIX: a path, or an abstract name that begins with `@`. */
export const encodeUnix = (path: string): Uint8Array => {
  const name = path.startsWith('@') ? `\0${path.slice(1)}` : `${path}\0`;
  return Uint8Array.from([AF_UNIX, 0, ...Buffer.from(name, 'latin1')]);
};

/** NaN for Unix sockets. */
export const portOf = (address: EndAddress): number =>
  address.startsWith('unix:') ? Number.NaN : Number(address.slice(address.lastIndexOf(':') + 1));

export const isWildcard = (address: EndAddress): boolean =>
  address.startsWith('0.0.0.0:') || address.startsWith('[::]:');

/** Where a wildcard leads to as a destination: this machine. */
export const loopbackOf = (address: EndAddress): EndAddress =>
  address.startsWith('0.0.0.0:')
    ? `127.0.0.1:${portOf(address)}`
    : address.replace(/^\[::\]:/, '[::1]:');

const O_ACCMODE = 3;
const ACCESS = ['r', 'w', 'rw'] as const;

/** undefined: the descriptor is neither socket nor pipe. */
export const decodeSocket = (bytes: Uint8Array): SocketDescription | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const int = (offset: number): number => view.getInt32(offset, true);
  if (int(0) === 0 && int(40) === 0) {
    return undefined;
  }
  const long = (offset: number): number => Number(view.getBigUint64(offset, true));
  const pipe = int(40) === 0 ? undefined : int(44) === 0 ? 'pipe' : 'fifo';
  const [device, inode] = [long(48), long(56)];
  const access = ACCESS[int(64) & O_ACCMODE] ?? '';
  return {
    pipe,
    device,
    inode,
    readable: access.includes('r'),
    writable: access.includes('w'),
    domain: int(4),
    type: int(8),
    tcpState: int(12),
    cookie: pipe
      ? `${pipe} ${device} ${inode} ${access}`
      : view.getBigUint64(16, true).toString(16),
    nonblocking: int(24) !== 0,
    sendRoom: int(36),
    local: decodeAddress(bytes.subarray(72, 72 + int(28))),
    peer: decodeAddress(bytes.subarray(200, 200 + int(32))),
  };
};
