/**
 * Relays between processes, and the faults they can make: a direction that goes silent, a node
 * killed at a message, a connect that is refused. It sees bytes as they come, and knows nothing of
 * protocols.
 */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { allotPort } from '../../src/runner/ports.ts';

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

/** Far more than a node that has got a message takes to answer it. */
const LATE_MS = 10_000;

interface Options {
  readonly relays: readonly (readonly [from: string, to: string])[];
  readonly portOf: (name: string) => number;
  /** The messages in the bytes of one read, together all of those. */
  readonly split: (bytes: string) => readonly string[];
  readonly label: (bytes: string) => string;
  /** A message may still come when the workload, which doesn't wait for it, is over. */
  readonly isLatePossible: boolean;
  readonly faults: Faults;
  readonly crash: (name: string) => Promise<void>;
}

export interface Network {
  readonly port: (from: string, to: string) => number;
  /** The workload starts: from now on messages count and faults fire. */
  readonly arm: () => void;
  /**
   * The workload is over: waits until the faults have fired whose messages the workload did not
   * wait for, crashes what is to crash now, and waits until all bytes of dead nodes got through.
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
  /** Called when a fault has fired. */
  fired: () => void;
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
  if (fault === undefined || !message.startsWith(fault) || !state.missed.delete(fault)) {
    return false;
  }
  state.fired();
  return true;
}

function pump(state: State, from: string, to: string, source: Socket, sink: Socket): void {
  const { cut, crash: at } = state.options.faults;
  let silent = false;
  /** The victim of a crash didn't live to send, or to get, what comes now. */
  let late = false;
  const pass = (bytes: string): void => {
    if (state.armed) {
      const message = note(state, from, to, bytes);
      silent ||= fires(state, cut, message);
      if (at?.includes('→') && fires(state, at, message)) {
        late = true;
        crash(state, to === 'client' ? from : to);
      }
    }
    if (!silent && !late) {
      sink.write(bytes, 'latin1');
    }
  };
  source.on('data', (bytes: Buffer) => {
    state.options.split(bytes.toString('latin1')).forEach(pass);
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

async function relay(state: State, from: string, to: string, port: number): Promise<Server> {
  const server = createServer({ noDelay: true }, (near) => {
    const there = { host: '127.0.0.1', port: state.options.portOf(to) };
    const far = connect({ ...there, noDelay: true });
    pump(state, from, to, track(state, near), far);
    pump(state, to, from, track(state, far), near);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function closeServer(server: Server | undefined): Promise<void> {
  if (server !== undefined) {
    server.close();
    await once(server, 'close');
  }
}

/** Comes back when no more faults than those are left, or the rest can't be expected any more. */
async function untilFired(state: State, left: number): Promise<void> {
  const patience = sleep(LATE_MS, 'no more', { ref: false });
  const fired = async (): Promise<void> => {
    while (state.missed.size > left) {
      await new Promise<void>((resolve) => {
        state.fired = resolve;
      });
    }
  };
  await Promise.race([fired(), patience]);
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
    fired: () => {},
    dead: new Set(),
    sockets: new Set(),
    open: new Set(),
    crashes: [],
  };
  const servers = new Map<string, Server>();
  // Allotted: a port of the kernel's choice may be somebody else's as soon as a refusal frees it.
  const ports = new Map<string, number>();
  for (const [from, to] of options.relays) {
    const port = await allotPort();
    ports.set(`${from}→${to}`, port);
    servers.set(`${from}→${to}`, await relay(state, from, to, port));
  }
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
      const atEnd = faults.crash?.includes('→') === false ? faults.crash : undefined;
      if (options.isLatePossible) {
        await untilFired(state, atEnd === undefined ? 0 : 1);
      }
      state.armed = false;
      if (atEnd !== undefined) {
        state.missed.delete(atEnd);
        crash(state, atEnd);
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
