/**
 * A small shop of HTTP services, each of which says in a header, and in the path, which request it
 * works on: the truth that a call graph is compared with. Requests are `/<service>/<id>`; a request
 * made on behalf of `<id>` has the id `<id>.<n>`.
 */
import { Agent, createServer, request } from 'node:http';
import process from 'node:process';

type Call = (service: string, id: string) => Promise<void>;

const agent = new Agent({ keepAlive: true });

function caller(ports: ReadonlyMap<string, number>): Call {
  return (service, id) =>
    new Promise((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: ports.get(service),
          path: `/${service}/${id}?trace=${id}`,
          headers: { 'x-request-id': id },
          agent,
        },
        (response) => {
          response.resume();
          response.on('end', resolve);
        },
      );
      outgoing.on('error', reject);
      outgoing.end();
    });
}

/** Leaves take a while, each another, so that answers overtake each other. */
const pause = (id: string): Promise<void> => {
  const ms = [...id].reduce((sum, character) => sum + character.charCodeAt(0), 0) % 7;
  return new Promise((resolve) => setTimeout(resolve, ms));
};

const WORK: Readonly<Record<string, (id: string, call: Call) => Promise<unknown>>> = {
  gateway: (id, call) => Promise.all([call('orders', `${id}.1`), call('prices', `${id}.2`)]),
  orders: async (id, call) => {
    await call('stock', `${id}.1`);
    await call('prices', `${id}.2`);
  },
  stock: pause,
  prices: pause,
  /** Asks others only after a pause that no system call on a socket tells of. */
  sleepy: async (id, call) => {
    await pause(id);
    await call('stock', `${id}.1`);
  },
};

function serve(name: string, port: number, call: Call): void {
  const server = createServer((incoming, response) => {
    const id = String(incoming.headers['x-request-id']);
    const work = WORK[name]?.(id, call) ?? Promise.resolve();
    work.then(
      () => response.end(`${name} ${id}`),
      () => response.writeHead(502).end(),
    );
  });
  server.keepAliveTimeout = 60_000;
  server.listen(port, '127.0.0.1', () => console.log('listening'));
}

/** Several clients at a time, each with several requests one after another. */
async function work(service: string, call: Call): Promise<void> {
  const clients = Array.from({ length: 4 }, async (_, client) => {
    for (let count = 0; count < 4; count += 1) {
      await call(service, `r${client}${count}`);
    }
  });
  await Promise.all(clients);
  agent.destroy();
}

const [role = '', target = '', ...others] = process.argv.slice(2);
const ports = new Map(
  others.map((other) => {
    const [name = '', port = ''] = other.split('=');
    return [name, Number(port)] as const;
  }),
);
if (role === 'client') {
  await work(target, caller(ports));
} else {
  serve(role, Number(target), caller(ports));
}
