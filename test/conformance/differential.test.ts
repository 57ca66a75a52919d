/** The tracer's events against strace's, call by call. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DIAL, SERVE } from '../tracer/casts.ts';
import { compile } from '../tracer/compile.ts';
import { compare } from './differential.ts';
import type { Role, Scene } from './scene.ts';

const test = suite('differential');

/** Actors (test/fixtures/tracees) as roles; `%port` is the port of the first. */
function actors(cast: Readonly<Record<string, readonly string[]>>): Scene {
  const role = (operations: readonly string[]): Role => {
    const listens = operations.some((operation) => /^(?:listen|bind) /.test(operation));
    const word = operations.some((operation) => operation.startsWith('listen '))
      ? 'listen'
      : 'bind';
    return {
      command: [compile('actor'), ...operations.map((text) => text.replace('%port', '%{server}'))],
      ...(listens && { ready: { says: new RegExp(`^${word} .: 0$`, 'm') }, ends: true }),
    };
  };
  const roles = Object.entries(cast).map(([name, operations]) => [name, role(operations)]);
  return { ports: ['server'], roles: Object.fromEntries(roles) };
}

const NGINX = `
daemon off;
master_process off;
error_log stderr;
pid %dir/nginx.pid;
events {}
http {
  access_log off;
  sendfile on;
  client_body_temp_path %dir/t1; proxy_temp_path %dir/t2; fastcgi_temp_path %dir/t3;
  uwsgi_temp_path %dir/t4; scgi_temp_path %dir/t5;
  server { listen 127.0.0.1:%{server}; root %dir/www; }
}
`;

/** Each waits for the other before it goes on, so that both runs make the same calls. */
const CASTS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'a stream both ways, by every call that moves bytes': {
    server: [
      ...[...SERVE, 'read a 3', 'read a 9', 'write a yes', 'recv a 10', 'writev a one two'],
      ...['recvfrom a 10', 'sendmsg a abc def', 'recvmsg a 10', 'readv a 9', 'close a'],
    ],
    client: [
      ...[...DIAL, 'send a hello', 'read a 3', 'send a more', 'readv a 20', 'write a x'],
      ...['recvmsg a 20', 'send a last', 'shutdown a wr', 'read a 1', 'close a'],
    ],
  },
  'peeks, waits for all, what would block': {
    server: [...SERVE, 'recv a 2 peek', 'recv a 5 waitall', 'send a go', 'read a 5', 'nonblock a'],
    client: [...DIAL, 'recv a 5 dontwait', 'send a hello', 'recv a 9', 'recv a 9 dontwait'],
  },
  'a connection refused, a descriptor closed twice, a broken pipe': {
    client: [...DIAL, 'close a', 'close a', 'tcp b', 'read b 1', 'close b', 'tcp c', 'write c x'],
  },
  'duplicates of a descriptor': {
    server: [
      ...SERVE,
      'dup a b',
      'close a',
      'read b 5',
      'dup2 b c',
      'write c hi',
      'close b',
      'close c',
    ],
    client: [...DIAL, 'dupfd a b', 'send b hello', 'close b', 'read a 5', 'read a 5', 'close a'],
  },
  'a child that takes the connection over': {
    server: [
      ...SERVE,
      'fork {',
      'read a 5',
      'write a child',
      'exit 3',
      '}',
      'close a',
      'wait',
      'close l',
    ],
    client: [...DIAL, 'send a hello', 'read a 5', 'read a 1', 'vfork {', 'exit 4', '}', 'wait'],
  },
  'exec with the connection, and a thread': {
    server: [...SERVE, 'exec {', 'read a 5', 'write a after', 'close a', '}'],
    client: [...DIAL, 'thread {', 'send a hello', 'read a 5', '}', 'join', 'read a 1', 'close a'],
  },
  'datagrams, connected and not': {
    server: [
      ...['udp l', 'bind l 127.0.0.1 %port', 'recvfrom l 10', 'recvmsg l 10', 'recv l 3 peek'],
      ...['recv l 10', 'close l'],
    ],
    client: [
      ...['udp a', 'sendto a 127.0.0.1 %port one', 'msgto a 127.0.0.1 %port two'],
      ...['connect a 127.0.0.1 %port', 'send a three', 'recv a 5 dontwait', 'close a'],
    ],
  },
  'exec by a thread that is not the first': {
    server: [...SERVE, 'read a 5', 'write a go', 'read a 5', 'read a 5', 'close a'],
    client: [...DIAL, 'write a one', 'read a 2', 'threadexec {', 'write a two', 'exit 5', '}'],
  },
  'a daemon that outlives the process that was started': {
    server: [...SERVE, 'read a 5', 'write a go', 'read a 5', 'close a'],
    client: ['daemon {', ...DIAL, 'write a one', 'read a 2', '}', 'exit 0'],
  },
  IPv6: {
    server: ['tcp6 l', 'bind l ::1 %port', 'listen l', 'accept l a', 'read a 5', 'close a'],
    client: ['tcp6 a', 'connect a ::1 %port', 'write a hello', 'read a 1'],
  },
};

for (const [name, cast] of Object.entries(CASTS)) {
  test(name, async () => {
    const seen = await compare(actors(cast));
    assert.ok(Object.values(seen).flat(2).length >= 3);
  });
}

/** All of their pipes and AF_UNIX sockets are shared: each call on them counts. */
const LOCAL_CASTS: typeof CASTS = {
  'a pipe between a process and its child': {
    parent: ['pipe a b', 'fork {', 'write b hello', '}', 'read a 5', 'wait'],
  },
  'a socketpair between a process and its child': {
    parent: [
      ...['pair a b', 'fork {', 'read b 5', 'write b yes', '}', 'write a hello', 'read a 3'],
      ...['wait', 'close a'],
    ],
  },
  'an AF_UNIX stream by its path': {
    server: [
      ...['unix l', 'bind l %dir/s', 'listen l', 'accept l a', 'read a 5', 'write a bye'],
      ...['read a 1', 'close a'],
    ],
    client: ['unix a', 'connect a %dir/s', 'write a hello', 'read a 3', 'close a'],
  },
};

for (const [name, cast] of Object.entries(LOCAL_CASTS)) {
  test(name, async () => {
    const seen = await compare(actors(cast), undefined, true);
    assert.match(JSON.stringify(seen), /receive (?:pipe|unix) 5/);
  });
}

const MOVED = /^((?:send|receive) tcp) (-?\d+)$/;

/**
 * A program that polls may look too early, and meets more or fewer bytes at once: what is tried in
 * vain is left out, and what follows each other the same way is added up.
 */
const bytesInOrder = (words: readonly string[]): readonly string[] => {
  const sums: string[] = [];
  for (const word of words) {
    const [, way, size] = MOVED.exec(word) ?? [];
    const [, lastWay, lastSize] = MOVED.exec(sums.at(-1) ?? '') ?? [];
    if (way !== undefined && way === lastWay && Number(size) > 0 && Number(lastSize) > 0) {
      sums.push(`${way} ${Number(size) + Number(sums.pop()?.slice(way.length))}`);
    } else if (size !== '-11') {
      sums.push(word);
    }
  }
  return sums;
};

test('redis-cli and redis-server', async () => {
  const commands = 'SET a 1\nGET a\nLPUSH l x y z\nLRANGE l 0 -1\nEVAL "return 7" 0\nINCR a\n';
  const { server } = await compare(
    {
      ports: ['server'],
      files: { commands },
      roles: {
        server: {
          command: ['redis-server', '--port', '%{server}', '--bind', '127.0.0.1', '--save', ''],
          ready: { listens: 'server' },
        },
        client: { command: ['sh', '-c', 'exec redis-cli -p %{server} < commands'] },
      },
    },
    bytesInOrder,
  );
  assert.ok(server?.[0]?.filter((word) => word.startsWith('send tcp ')).length === 7, `${server}`);
});

test('curl and a Python service', async () => {
  await compare(
    {
      ports: ['server'],
      files: { 'one.txt': 'one\n', 'two.txt': 'two\n'.repeat(1000) },
      roles: {
        server: {
          command: [
            ...['/usr/bin/python3', '-u', '-m', 'http.server', '--bind', '127.0.0.1'],
            ...['%{server}'],
          ],
          ready: { listens: 'server' },
          stop: 'SIGKILL',
        },
        client: {
          command: [
            ...['curl', '-sS', 'http://127.0.0.1:%{server}/one.txt'],
            ...['http://127.0.0.1:%{server}/two.txt', 'http://127.0.0.1:%{server}/none'],
          ],
        },
      },
    },
    bytesInOrder,
  );
});

test('curl and nginx, which sends files without reading them', async () => {
  await compare(
    {
      ports: ['server'],
      files: {
        'nginx.conf': NGINX,
        'www/small.txt': 'small\n',
        'www/large.txt': 'a line of a large file\n'.repeat(30_000),
      },
      roles: {
        server: {
          command: ['nginx', '-p', '%dir', '-c', '%dir/nginx.conf', '-g', 'user root;'],
          ready: { listens: 'server' },
          stop: 'SIGQUIT',
        },
        client: {
          command: [
            ...['curl', '-sS', '-o', 'one', 'http://127.0.0.1:%{server}/small.txt'],
            ...['-o', 'two', 'http://127.0.0.1:%{server}/large.txt'],
          ],
        },
      },
    },
    bytesInOrder,
  );
});

test('a Node service and its client', async () => {
  await compare(
    {
      ports: ['server'],
      roles: {
        server: {
          command: ['node', '%own/http-server.js', '%{server}'],
          ready: { listens: 'server' },
        },
        client: { command: ['node', '%own/http-client.js', '%{server}', '10', '1'] },
      },
    },
    bytesInOrder,
  );
});

test('a Python service with a process for each of five connections', async () => {
  await compare({
    ports: ['server'],
    roles: {
      server: {
        command: ['/usr/bin/python3', '%own/forking-server.py', '%{server}', '5'],
        ready: { listens: 'server' },
        ends: true,
      },
      client: { command: ['/usr/bin/python3', '%own/plain-client.py', '%{server}', '5'] },
    },
  });
});

test.run();
