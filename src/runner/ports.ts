/** Free loopback ports, below the range from which the kernel serves connecting sockets. */

import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import type { Spec } from '../model/spec.ts';
import type { NodeName } from '../model/trace.ts';
import type { Ports } from './programs.ts';

const FIRST = 20_000;
const COUNT = 10_000;

/** Two runners on one machine start apart; a runner comes back to a port only after all others. */
let next = (process.pid * 37) % COUNT;

/** Most ports that are kept for this process at a time; the oldest are given up. */
const KEPT_MAX = 128;
/** In the order in which they were allotted. */
const kept = new Map<number, Server>();

/** Another ldfi may have the port now. */
export const giveBackPort = (port: number): void => {
  kept.get(port)?.close();
  kept.delete(port);
};

const listening = (options: Readonly<Record<string, unknown>>): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ ...options, exclusive: true }, () => resolve(server));
  });

/**
 * False if another ldfi of this network namespace has the port for its run: an abstract name of
 * AF_UNIX tells them, and goes with the process.
 */
const isMine = async (port: number): Promise<boolean> => {
  const mark = await listening({ path: `\0ldfi-port-${port}` });
  if (mark === undefined) {
    return false;
  }
  mark.unref();
  kept.set(port, mark);
  const [oldest = port] = kept.keys();
  if (kept.size > KEPT_MAX) {
    giveBackPort(oldest);
  }
  return true;
};

const isFreeOfDatagrams = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      socket.close(() => resolve(true));
    });
  });

const isFreeOfStreams = async (port: number): Promise<boolean> => {
  const server = await listening({ port, host: '127.0.0.1' });
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  return server !== undefined;
};

/**
 * A port on which nobody listened a moment ago, to which no datagrams went, and that no other ldfi
 * has for a run of its own.
 */
export const allotPort = async (): Promise<number> => {
  for (let tries = 0; tries < COUNT; tries++) {
    const port = FIRST + next;
    next = (next + 1) % COUNT;
    if (await isMine(port)) {
      if ((await isFreeOfStreams(port)) && (await isFreeOfDatagrams(port))) {
        return port;
      }
      giveBackPort(port);
    }
  }
  throw new Error(`no free port between ${FIRST} and ${FIRST + COUNT}`);
};

/** The ports of all nodes, by node and name; those that the spec does not give are allotted. */
export const allotPorts = async (spec: Spec): Promise<Ports> => {
  const ports = new Map<NodeName, Record<string, number>>();
  for (const node of spec.nodes) {
    const numbers: Record<string, number> = {};
    for (const [name, wanted] of Object.entries(node.ports)) {
      numbers[name] = wanted === 'auto' ? await allotPort() : wanted;
    }
    ports.set(node.name, numbers);
  }
  return ports;
};
