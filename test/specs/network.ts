/**
 * Relays between processes, and the faults they can make: a direction that goes silent, a node
 * killed at a message, a connect that is refused. It sees bytes as they come, one read one message,
 * and knows nothing of protocols.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Messages are named by the start of `from→to label #n`. */
export interface Faults {
  /**
   * That message and all later ones of its direction on that connection are withheld, the end of
   * the stream too.
   */
  readonly cut?: string;
  /**
   * The receiver of that message is killed just before it gets it; if the receiver is the client,
   * the sender, before its reply gets through. A node's bare name: at the workload's end.
   *
   * Why: killing the sender of a copy wouldn't do. It may have written to another connection right
   * after, and a relay can see that first.
   */
  readonly crash?: string;
  /** Nobody listens where `from` looks for `to`: a connect of `from→to` is refused. */
  readonly refuse?: string;
}

interface Options {
  readonly relays: readonly (readonly [from: string, to: string])[];
  readonly portOf: (name: string) => number;
  readonly label: (bytes: string) => string;
  readonly faults: Faults;
  readonly crash: (name: string) => Promise<void>;
}

export interface Network {
  readonly port: (from: string, to: string) => number;
  /** The workload starts: from now on messages count and faults fire. */
  readonly arm: () => void;
  /**
   * The workload is over: crashes what is to crash now, and waits until all bytes of dead nodes got
   * through.
   */
  readonly endOfWorkload: () => Promise<void>;
  readonly messages: () => readonly string[];
  /** Faults that did not fire. */
  readonly missed: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** What all relays of one run share. */
interface State {
  readonly options: Options;
  armed: boolean;
  readonly messages: string[];
  readonly missed: Set<string>;
  /** Nodes that were killed. */
  readonly dead: Set<string>;
  readonly sockets: Set<Socket>;
  /** One for each direction whose sender still has its end open, by the sender's name. */
  readonly open: Set<{ readonly from: string; readonly ended: Promise<unknown> }>;
  readonly crashes: Promise<void>[];
}

function crash(state: State, name: string): void {
  state.dead.add(name);
  state.crashes.push(state.options.crash(name));
}

/** Names the message, counting those with the same name. */
function note(state: State, from: string, to: string, bytes: string): string {
  const name = `${from}→${to} ${state.options.label(bytes)}`;
  const ordinal = state.messages.filter((other) => other.startsWith(`${name} #`)).length + 1;
  const message = `${name} #${ordinal}`;
  state.messages.push(message);
  return message;
}

/** True once, when the fault is planned for this message. */
function fires(state: State, fault: string | undefined, message: string): boolean {
  return fault !== undefined && message.startsWith(fault) && state.missed.delete(fault);
}

function pump(state: State, from: string, to: string, source: Socket, sink: Socket): void {
  const { cut, crash: at } = state.options.faults;
  let silent = false;
  /** The victim of a crash didn't live to send, or to get, what comes now. */
  let late = false;
  source.on('data', (bytes: Buffer) => {
    if (state.armed) {
      const message = note(state, from, to, bytes.toString('latin1'));
      silent ||= fires(state, cut, message);
      if (at?.includes('→') && fires(state, at, message)) {
        late = true;
        crash(state, to === 'client' ? from : to);
      }
    }
    if (!silent && !late) {
      sink.write(bytes);
    }
  });
  source.on('error', () => {});
  const ended = new Promise((resolve) => source.once('close', resolve));
  const direction = { from, ended };
  state.open.add(direction);
  source.once('close', () => {
    state.open.delete(direction);
    if (!silent) {
      sink.end();
    }
  });
}

function track(state: State, socket: Socket): Socket {
  state.sockets.add(socket);
  return socket;
}

async function relay(state: State, from: string, to: string): Promise<Server> {
  const server = createServer({ noDelay: true }, (near) => {
    const port = state.options.portOf(to);
    const far = connect({ host: '127.0.0.1', port, noDelay: true });
    pump(state, from, to, track(state, near), far);
    pump(state, to, from, track(state, far), near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function closeServer(server: Server | undefined): Promise<void> {
  if (server !== undefined) {
    server.close();
    await once(server, 'close');
  }
}

/** Opens one relay for each pair of nodes. */
export async function createNetwork(options: Options): Promise<Network> {
  const { faults } = options;
  const planned = [faults.cut, faults.crash, faults.refuse].filter((text) => text !== undefined);
  const state: State = {
    options,
    armed: false,
    messages: [],
    missed: new Set(planned),
    dead: new Set(),
    sockets: new Set(),
    open: new Set(),
    crashes: [],
  };
  const servers = new Map<string, Server>();
  for (const [from, to] of options.relays) {
    servers.set(`${from}→${to}`, await relay(state, from, to));
  }
  const ports = new Map(
    [...servers].map(([pair, server]) => [pair, (server.address() as AddressInfo).port]),
  );
  if (faults.refuse !== undefined) {
    await closeServer(servers.get(faults.refuse));
    servers.delete(faults.refuse);
    state.missed.delete(faults.refuse);
  }
  return {
    port: (from, to) => ports.get(`${from}→${to}`) ?? 0,
    arm: () => {
      state.armed = true;
    },
    endOfWorkload: async () => {
      state.armed = false;
      if (faults.crash !== undefined && !faults.crash.includes('→')) {
        state.missed.delete(faults.crash);
        crash(state, faults.crash);
      }
      await Promise.all(state.crashes);
      const dying = [...state.open].filter(({ from }) => state.dead.has(from));
      await Promise.all(dying.map(({ ended }) => ended));
    },
    messages: () => state.messages,
    missed: () => [...state.missed],
    close: async () => {
      for (const socket of state.sockets) {
        socket.destroy();
      }
      for (const server of servers.values()) {
        await closeServer(server);
      }
    },
  };
}
