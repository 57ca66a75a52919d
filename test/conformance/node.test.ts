/** Node: an HTTP service with keep-alive, a pool of threads, child processes and workers. */
import { suite } from 'uvu';
import { conform } from './conform.ts';

const test = suite('conformance: node');

test('an HTTP service, and a client with ten connections', async () => {
  await conform({
    ports: ['server'],
    roles: {
      server: {
        command: ['node', '%own/http-server.js', '%{server}'],
        ready: { listens: 'server' },
      },
      client: {
        command: ['node', '%own/http-client.js', '%{server}', '200', '10'],
        says: /^200 of 200 right, counted 201\n$/,
      },
    },
  });
});

const SAYS = /^piped\n\n42\nchild 0\nworker\ntrue\n$/;

test('children with pipes and a channel, a worker, the pool of threads', async () => {
  await conform({ roles: { node: { command: ['node', '%own/children.js'], says: SAYS } } });
});

test.run();
