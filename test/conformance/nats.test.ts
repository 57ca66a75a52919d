/** NATS: a Go server with many threads, which signal each other all the time, and Node clients. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { conform } from './conform.ts';

const test = suite('conformance: nats');

const server = (name: string, ...more: readonly string[]) => ({
  command: [
    ...['nats-server', '-a', '127.0.0.1', '-p', `%{${name}}`, '--cluster_name', 'c'],
    ...['--cluster', `nats://127.0.0.1:%{${name}.route}`, ...more],
  ],
  ready: { listens: name },
});

test('two servers, a subscriber behind one, a publisher behind the other', async () => {
  const { trace } = await conform({
    ports: ['one', 'two', 'one.route', 'two.route'],
    roles: {
      one: server('one'),
      two: {
        ...server('two', '--routes', 'nats://127.0.0.1:%{one.route}'),
        ready: { says: /Route connection created/ },
      },
      client: {
        command: ['node', '%own/nats-client.js', '%{one}', '%{two}', '200'],
        says: /^received 200, sum 20100\n$/,
      },
    },
  });
  assert.ok(trace.channels.some(({ client, server }) => client === 'two' && server === 'one'));
});

test.run();
