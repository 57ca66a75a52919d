/** Sockets by identity, with a fake kernel behind the descriptors. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Engine } from '../../src/tracer/engine.ts';
import { type OpenSocket, SocketTable } from '../../src/tracer/open-socket.ts';
import { ProcessTable } from '../../src/tracer/processes.ts';
import type { SocketDescription } from '../../src/tracer/socket-description.ts';

const test = suite('tracer/open-socket');

const describe = (cookie: string, more: Partial<SocketDescription> = {}): SocketDescription => ({
  pipe: undefined,
  device: 8,
  inode: 77,
  readable: true,
  writable: true,
  domain: 2,
  type: 1,
  tcpState: 1,
  cookie,
  nonblocking: false,
  sendRoom: 1000,
  local: '127.0.0.1:1',
  peer: '127.0.0.1:2',
  ...more,
});

/** Descriptor → what is behind it; null: a file. Absent ones answer with `code`. */
const setUp = (behind: Map<number, SocketDescription | null>, code = -9) => {
  const open = new Set<number>();
  let looks = 0;
  const engine = {
    pidfd: () => 5,
    duplicate: (_pidfd: number, fd: number) => {
      looks += 1;
      if (!behind.has(fd)) {
        return code;
      }
      open.add(1000 + fd);
      return 1000 + fd;
    },
    describe: (fd: number) => behind.get(fd - 1000) ?? undefined,
    drop: (fd: number) => open.delete(fd),
  } as unknown as Engine;
  const refused: number[] = [];
  const sockets = new SocketTable(engine, (_process, error) => refused.push(error));
  const process = new ProcessTable().addProcess(1, 'a', new Map()).process;
  return { sockets, process, refused, open, looks: () => looks };
};

test('a socket is looked up once', () => {
  const { sockets, process, looks, open } = setUp(new Map([[3, describe('x')]]));
  const socket = sockets.find(process, 3);
  assert.is(sockets.find(process, 3), socket);
  assert.is(looks(), 1);
  assert.is(open.size, 0, 'the duplicate is given back');
});

test('two descriptors, in two processes, of one socket', () => {
  const behind = new Map([
    [3, describe('x')],
    [4, describe('x')],
  ]);
  const { sockets, process } = setUp(behind);
  const other = new ProcessTable().addProcess(2, 'a', new Map()).process;
  assert.is(sockets.find(process, 3), sockets.find(other, 4));
});

test('files, and sockets of other families, are not tracked', () => {
  const behind = new Map([
    [3, null],
    [4, describe('netlink', { domain: 16 })],
    [5, describe('r', { type: 3 })],
  ]);
  const { sockets, process } = setUp(behind);
  assert.equal(
    [3, 4, 5].map((fd) => sockets.find(process, fd)),
    ['other', 'other', 'other'],
  );
});

test('AF_UNIX by its type, found by inode as well, and pipes', () => {
  const behind = new Map([
    [3, describe('a', { domain: 1, local: undefined, inode: 33 })],
    [4, describe('b', { domain: 1, type: 2, local: 'unix:@name' })],
    [5, describe('c', { domain: 1, type: 5 })],
    [6, describe('pipe 8 9 r', { pipe: 'pipe', domain: 0, writable: false })],
  ]);
  const { sockets, process } = setUp(behind);
  const found = [3, 4, 5, 6].map((fd) => sockets.find(process, fd) as OpenSocket);
  assert.equal(
    found.map(({ kind }) => kind),
    ['unix', 'unixgram', 'unixpacket', 'pipe'],
  );
  assert.equal([found[0]?.local, found[1]?.local], ['unix:=33', 'unix:@name']);
  assert.is(sockets.byInode(33), found[0]);
  assert.is(sockets.known('pipe 8 9 r'), found[3]);
});

test('kinds: TCP over IPv4 and IPv6, UDP', () => {
  const behind = new Map([
    [3, describe('a')],
    [4, describe('b', { domain: 10 })],
    [5, describe('c', { domain: 10, type: 2 })],
  ]);
  const { sockets, process } = setUp(behind);
  const kinds = [3, 4, 5].map((fd) => {
    const socket = sockets.find(process, fd);
    return typeof socket === 'object' ? socket.kind : socket;
  });
  assert.equal(kinds, ['tcp', 'tcp', 'udp']);
});

test('a descriptor that is not there is none, and nobody is told', () => {
  const { sockets, process, refused } = setUp(new Map());
  assert.is(sockets.find(process, 3), undefined);
  assert.equal(refused, []);
});

test('a host that does not let us look is told', () => {
  const { sockets, process, refused } = setUp(new Map(), -1);
  assert.is(sockets.find(process, 3), undefined);
  assert.equal(refused, [-1]);
});

test('a number that was given to another socket in mid-call teaches nothing', () => {
  const behind = new Map<number, SocketDescription | null>([[3, describe('x')]]);
  const { sockets, process } = setUp(behind);
  const socket = sockets.find(process, 3);
  assert.ok(typeof socket === 'object');
  behind.set(3, describe('y', { local: '9.9.9.9:9' }));
  sockets.refresh(process, 3, socket);
  assert.is(socket.local, '127.0.0.1:1');
  behind.set(3, describe('x', { local: '127.0.0.1:7', peer: undefined }));
  sockets.refresh(process, 3, socket);
  assert.equal([socket.local, socket.peer], ['127.0.0.1:7', '127.0.0.1:2']);
});

test('verifying forgets the descriptors that lead elsewhere', () => {
  const behind = new Map<number, SocketDescription | null>([
    [3, describe('x')],
    [4, describe('y')],
    [5, describe('z')],
  ]);
  const { sockets, process } = setUp(behind);
  const [, y, z] = [3, 4, 5].map((fd) => sockets.find(process, fd));
  behind.set(4, null);
  behind.delete(5);
  assert.equal(sockets.verify(process), [y, z]);
  assert.equal([...process.sockets.keys()], [3]);
});

test.run();
