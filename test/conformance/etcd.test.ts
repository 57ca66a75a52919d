/** etcd: three Go nodes that elect a leader, and etcdctl, Go too. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { conform } from './conform.ts';
import type { Role } from './scene.ts';

const test = suite('conformance: etcd');

const NODES = ['a', 'b', 'c'];
const CLUSTER = NODES.map((name) => `${name}=http://127.0.0.1:%{${name}.peer}`).join(',');
const ENDPOINTS = NODES.map((name) => `127.0.0.1:%{${name}}`).join(',');

const node = (name: string, ready: Role['ready']): Role => ({
  command: [
    ...['etcd', '--name', name, '--data-dir', `%dir/${name}.etcd`],
    ...['--listen-client-urls', `http://127.0.0.1:%{${name}}`],
    ...['--advertise-client-urls', `http://127.0.0.1:%{${name}}`],
    ...['--listen-peer-urls', `http://127.0.0.1:%{${name}.peer}`],
    ...['--initial-advertise-peer-urls', `http://127.0.0.1:%{${name}.peer}`],
    ...['--initial-cluster', CLUSTER, '--initial-cluster-state', 'new'],
    ...['--heartbeat-interval', '50', '--election-timeout', '500', '--unsafe-no-fsync'],
  ],
  environment: { ETCD_UNSUPPORTED_ARCH: '' },
  ...(ready && { ready }),
  // A node that has lost its quorum may be told to end while it looks for a new leader.
  anyEnd: true,
});

const control = (...words: readonly string[]): string =>
  `etcdctl --endpoints ${ENDPOINTS} ${words.join(' ')}`;

test('three nodes, keys written, read, watched over and counted', async () => {
  const { trace } = await conform({
    ports: [...NODES, ...NODES.map((name) => `${name}.peer`)],
    roles: {
      a: node('a', { listens: 'a.peer' }),
      b: node('b', { listens: 'b.peer' }),
      c: node('c', { says: /ready to serve client requests/ }),
      client: {
        command: [
          'sh',
          '-c',
          [
            'export ETCDCTL_API=3',
            `for i in 1 2 3; do ${control('put', 'k$i', 'v$i')}; done`,
            control('get', '--prefix', 'k'),
            control('del', 'k2'),
            control('get', '--prefix', 'k', '--keys-only'),
          ].join('\n'),
        ],
        says: /^OK\nOK\nOK\nk1\nv1\nk2\nv2\nk3\nv3\n1\nk1\n\nk3\n/,
      },
    },
  });
  const pairs = new Set(trace.channels.map(({ client, server }) => `${client} ${server}`));
  for (const [one, two] of [
    ['a', 'b'],
    ['a', 'c'],
    ['b', 'c'],
  ]) {
    assert.ok(pairs.has(`${one} ${two}`) || pairs.has(`${two} ${one}`), `${one} and ${two} talk`);
  }
});

test.run();
