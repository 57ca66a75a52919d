/** Python: an asyncio service, threads, processes, datagrams. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { conform } from './conform.ts';

const test = suite('conformance: python');

test('an asyncio service, and a client with twenty tasks', async () => {
  const { trace } = await conform({
    ports: ['server'],
    roles: {
      server: {
        command: ['/usr/bin/python3', '%own/asyncio-server.py', '%{server}'],
        ready: { listens: 'server' },
        show: (text) => text,
        says: /^served\n$/,
      },
      client: {
        command: ['/usr/bin/python3', '%own/asyncio-client.py', '%{server}', '20', '10'],
        says: /^220\n$/,
      },
    },
  });
  assert.is(trace.channels.filter(({ kind }) => kind === 'tcp').length, 20);
});

const SAYS = /pool 2646700\ndatagrams 50\nthreads \[100000\]\n[\s\S]*spawned 0\n$/;

test('threads, forked workers and datagrams', async () => {
  const { trace } = await conform({
    roles: { main: { command: ['/usr/bin/python3', '%own/workers.py'], says: SAYS } },
  });
  assert.ok(trace.messages.some(({ kind }) => kind === 'udp'));
});

test.run();
