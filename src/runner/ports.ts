/** Free loopback ports, below the range from which the kernel serves connecting sockets. */
import { createServer } from 'node:net';

const FIRST = 20_000;
const COUNT = 10_000;

/** Two runners on one machine start apart; a runner comes back to a port only after all others. */
let next = (process.pid * 37) % COUNT;

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => resolve(true));
    });
  });

/** A port on which nobody listened a moment ago. */
export const allotPort = async (): Promise<number> => {
  for (let tries = 0; tries < COUNT; tries++) {
    const port = FIRST + next;
    next = (next + 1) % COUNT;
    if (await isFree(port)) {
      return port;
    }
  }
  throw new Error(`no free port between ${FIRST} and ${FIRST + COUNT}`);
};
