/** Redis: one thread and an event loop, a benchmark with many connections, a forked child. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { conform } from './conform.ts';
import type { Role } from './scene.ts';

const test = suite('conformance: redis');

const SERVER: Role = {
  command: ['redis-server', '--port', '%{server}', '--bind', '127.0.0.1', '--save', ''],
  ready: { listens: 'server' },
};

test('redis-benchmark with twenty connections', async () => {
  const { trace } = await conform({
    ports: ['server'],
    roles: {
      server: SERVER,
      bench: {
        command: [
          ...['redis-benchmark', '-p', '%{server}', '-c', '20', '-n', '2000', '-P', '4'],
          ...['-t', 'set,get,lpush', '-q'],
        ],
        // Rates are of no interest here.
        show: (text) => text.replaceAll(/.*\r/g, '').replaceAll(/: .*/g, ''),
        says: /^SET\nGET\nLPUSH\n/,
      },
      client: {
        command: [
          'redis-cli',
          '-p',
          '%{server}',
          'eval',
          'return redis.call("llen", "mylist")',
          '0',
        ],
        says: /^2000\n$/,
      },
    },
  });
  assert.ok(trace.messages.filter(({ labelClass }) => labelClass === 'SET').length >= 2000);
});

test('a pipe of commands, and a snapshot by a forked child', async () => {
  const commands = Array.from({ length: 300 }, (_, i) => `SET key${i} value${i}`);
  await conform({
    ports: ['server'],
    files: { commands: `${commands.join('\n')}\nDBSIZE\nSAVE\nBGSAVE\nPING\n` },
    roles: {
      server: SERVER,
      client: {
        command: ['sh', '-c', 'redis-cli -p %{server} < commands | sort | uniq -c'],
        says: /^ +1 300\n +1 Background saving started\n +301 OK\n +1 PONG\n$/,
      },
    },
  });
});

test.run();
