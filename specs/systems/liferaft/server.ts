/**
 * A node of a store of keys on top of @markwylde/liferaft, whose transport is that of the package's
 * own example: a TCP connection for each packet. Clients send lines: `PUT key value id` is answered
 * when the entry is committed, `GET key` is answered by the leader only.
 *
 * Usage: server.js NAME FOLDER PORT_FOR_CLIENTS MIN-MAX NAME=PORT...
 *   MIN-MAX: how long it waits for a leader, in milliseconds; NAME=PORT: all nodes, itself included
 */
import { createRequire } from 'node:module';
import { connect, createServer, type Socket } from 'node:net';

type Packet = Readonly<Record<string, unknown>>;
type Answer = (packet: Promise<Packet> | Packet | undefined) => Promise<void>;
type Done = (error?: Error, packet?: Packet) => void;

interface Command {
  readonly k: string;
  readonly v: string;
  readonly id: string;
}

/** As much of the package as is used. */
interface Raft {
  readonly address: string;
  readonly state: number;
  emit(event: string, ...details: readonly unknown[]): boolean;
  on(event: 'error', listener: (error: Error) => void): void;
  on(event: 'state change', listener: (state: number) => void): void;
  on(event: 'leader change', listener: (leader: string) => void): void;
  on(event: 'commit', listener: (command: Command) => void): void;
  join(address: string): void;
  command(command: Command): Promise<void>;
}

interface RaftClass {
  new (address: string, options: Readonly<Record<string, unknown>>): Raft;
  readonly LEADER: number;
  readonly states: readonly string[];
}

const HEARTBEAT_MS = 1000;

const load = createRequire(`${process.cwd()}/package.json`);
const LifeRaft = load('@markwylde/liferaft') as RaftClass;

const [name = '', folder, clientPort, wait = '', ...nodes] = process.argv.slice(2);
const [waitMin, waitMax] = wait.split('-').map(Number);
const ports = new Map(nodes.map((node) => node.split('=') as [string, string]));
const portOf = (node: string): number => Number(ports.get(node));

class TcpRaft extends LifeRaft {
  /** Called by the package, once, for the node itself. */
  initialize(): void {
    createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (bytes) => {
        const answer: Answer = async (packet) => {
          const text = JSON.stringify(await packet);
          socket.end(text);
        };
        this.emit('data', JSON.parse(bytes.toString()), answer);
      });
    }).listen(portOf(this.address), '127.0.0.1');
  }

  /** Called by the package on what stands for another node. */
  write(packet: Packet, done: Done): void {
    const socket = connect({ host: '127.0.0.1', port: portOf(this.address), noDelay: true });
    socket.on('error', done);
    socket.on('data', (bytes) => done(undefined, JSON.parse(bytes.toString()) as Packet));
    socket.write(JSON.stringify(packet));
  }
}

const raft = new TcpRaft(name, {
  'election min': waitMin,
  'election max': waitMax,
  heartbeat: HEARTBEAT_MS,
  Log: load('@markwylde/liferaft/log'),
  path: folder,
});
const store = new Map<string, string>();
const waiting = new Map<string, (line: string) => void>();
raft.on('error', (error) => console.log(`error: ${error.message}`));
raft.on('state change', (state) => console.log(`is ${LifeRaft.states[state]}`));
raft.on('leader change', (leader) => console.log(`follows ${leader}`));
raft.on('commit', ({ k, v, id }) => {
  console.log(`commits ${k}`);
  store.set(k, v);
  waiting.get(id)?.('OK');
  waiting.delete(id);
});
for (const other of ports.keys()) {
  if (other !== name) {
    raft.join(other);
  }
}

function serve(socket: Socket, line: string): void {
  const [verb, k = '', v = '', id = ''] = line.split(' ');
  const say = (text: string): boolean => socket.write(`${text}\n`);
  if (raft.state !== LifeRaft.LEADER) {
    say('NOTLEADER');
  } else if (verb === 'GET') {
    say(`VALUE ${store.get(k) ?? ''}`);
  } else {
    waiting.set(id, say);
    raft.command({ k, v, id }).catch((error: Error) => say(`ERROR ${error.message}`));
  }
}

createServer((socket) => {
  let rest = '';
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    const lines = (rest + bytes.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      serve(socket, line);
    }
  });
}).listen(Number(clientPort), '127.0.0.1');
