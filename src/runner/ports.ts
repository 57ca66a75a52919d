/** Free loopback ports, below the range from which the kernel serves connecting sockets. */
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

const FIRST = 20_000;
const COUNT = 10_000;

/** Two runners on one machine start apart; a runner comes back to a port only after all others. */
let next = (process.pid * 37) % COUNT;

const isFreeOfDatagrams = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      socket.close(() => resolve(true));
    });
  });

const isFreeOfStreams = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => resolve(true));
    });
  });

/** A port on which nobody listened a moment ago, and to which no datagrams went. */
export const allotPort = async (): Promise<number> => {
  for (let tries = 0; tries < COUNT; tries++) {
    const port = FIRST + next;
    next = (next + 1) % COUNT;
    if ((await isFreeOfStreams(port)) && (await isFreeOfDatagrams(port))) {
      return port;
    }
  }
  throw new Error(`no free port between ${FIRST} and ${FIRST + COUNT}`);
};
