/** Pairing the ends of connections by their addresses, in any order of being seen. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { NewMessage } from '../../src/model/message-log.ts';
import { Connections } from '../../src/tracer/connections.ts';
import type { OpenSocket } from '../../src/tracer/open-socket.ts';
import { Recorder } from '../../src/tracer/recorder.ts';

const test = suite('tracer/connections');

const SERVER = '127.0.0.1:80';
const CLIENT = '127.0.0.1:40000';

const socket = (node: string, local: string, peer: string): OpenSocket => ({
  cookie: `${node}${local}${peer}`,
  kind: 'tcp',
  domain: 2,
  device: 0,
  inode: 0,
  named: false,
  reads: true,
  writes: true,
  node,
  local,
  peer,
  out: undefined,
  in: undefined,
  held: undefined,
});

const open = () => {
  const recorder = new Recorder();
  for (let i = 0; i < 10; i++) {
    recorder.event({ node: 'c', process: 0, thread: 0, call: 'send', phase: 'entry', atUs: 0 });
  }
  const connections = new Connections(recorder, new Map(), new Map([[6379, 'db']]));
  connections.owns(SERVER, 'tcp', 's', 1);
  return { recorder, connections };
};

const ATTEMPT: NewMessage = {
  kind: 'connect',
  channel: -1,
  direction: 'forth',
  from: 'c',
  to: 's',
  label: '',
  labelClass: '',
  digest: '',
  start: 0,
  end: 0,
  sent: 2,
  phase: 'setup',
  withheld: false,
};

for (const first of ['client', 'server'] as const) {
  test(`the two ends are one connection when the ${first} is seen first`, () => {
    const { connections, recorder } = open();
    const client = socket('c', CLIENT, SERVER);
    const server = socket('s', SERVER, CLIENT);
    const attach = {
      client: () => connections.attachClient(client, 2),
      server: () => connections.attachServer(server),
    };
    const one = attach[first]();
    const other = attach[first === 'client' ? 'server' : 'client']();
    assert.is(one, other);
    assert.is(client.out, server.in);
    assert.is(client.in, server.out);
    assert.is(client.out?.writer, client);
    assert.is(server.out?.writer, server);
    assert.equal(recorder.finish('', []).channels, [
      { id: 0, kind: 'tcp', client: 'c', server: 's', ordinal: 1 },
    ]);
  });
}

for (const order of ['named, then accepted', 'accepted, then named']) {
  test(`the attempt was received by the accept: ${order}`, () => {
    const { connections, recorder } = open();
    const attempt = recorder.message(ATTEMPT);
    const connection = connections.attachClient(socket('c', CLIENT, SERVER), 2);
    assert.ok(connection);
    connections.attachServer(socket('s', SERVER, CLIENT));
    if (order.startsWith('named')) {
      connections.name(connection, attempt);
      connections.accept(connection, 5);
    } else {
      connections.accept(connection, 5);
      connections.name(connection, attempt);
    }
    const { edges, messages } = recorder.finish('', []);
    assert.equal(
      messages.map(({ channel, received }) => ({ channel, received })),
      [{ channel: 0, received: [5] }],
    );
    assert.equal(edges.toJSON(), [{ from: 2, to: 5, kind: 'connect' }]);
  });
}

test('attaching the same socket again changes nothing', () => {
  const { connections, recorder } = open();
  const client = socket('c', CLIENT, SERVER);
  assert.is(connections.attachClient(client, 2), connections.attachClient(client, 3));
  assert.is(recorder.finish('', []).channels.length, 1);
});

test('ports come back: the latest connection between two addresses is meant', () => {
  const { connections } = open();
  const old = connections.attachClient(socket('c', CLIENT, SERVER), 2);
  connections.attachServer(socket('s', SERVER, CLIENT));
  const latest = connections.attachClient(socket('d', CLIENT, SERVER), 3);
  assert.is.not(latest, old);
  assert.is(connections.attachServer(socket('s', SERVER, CLIENT)), latest);
});

test('a connection from outside is known by its server alone', () => {
  const { connections } = open();
  connections.attachServer(socket('s', SERVER, '10.0.0.9:1234'));
  assert.equal(
    connections.streams().map(({ from, to }) => `${from}→${to}`),
    ['outside→s', 's→outside'],
  );
});

test('a socket without both ends belongs to no connection', () => {
  const { connections } = open();
  assert.is(connections.attachClient({ ...socket('c', '', ''), local: undefined }, 2), undefined);
  assert.is(connections.attachServer({ ...socket('s', '', ''), peer: undefined }), undefined);
});

test('connections that wait to be accepted are told in the order in which they were made', () => {
  const { connections } = open();
  assert.is(connections.firstWaiting(SERVER), undefined);
  connections.attachClient(socket('c', CLIENT, SERVER), 2);
  connections.attachClient(socket('c', '127.0.0.1:40001', SERVER), 3);
  connections.attachClient(socket('c', '127.0.0.1:40002', '127.0.0.1:81'), 4);
  assert.is(connections.firstWaiting(SERVER), CLIENT);
  connections.attachServer(socket('s', SERVER, CLIENT));
  assert.is(connections.firstWaiting(SERVER), '127.0.0.1:40001');
});

test('only a connecting end that waits for its other end is known', () => {
  const { connections } = open();
  assert.not.ok(connections.knowsClient(CLIENT, SERVER));
  connections.attachClient(socket('c', CLIENT, SERVER), 2);
  assert.ok(connections.knowsClient(CLIENT, SERVER));
  connections.attachServer(socket('s', SERVER, CLIENT));
  assert.not.ok(connections.knowsClient(CLIENT, SERVER));
});

test('an address belongs to its exact, else the wildcard, else the port owner', () => {
  const { connections } = open();
  connections.owns('0.0.0.0:80', 'tcp', 'wild', 2);
  connections.owns('[::]:81', 'tcp', 'six', 3);
  assert.is(connections.owner(SERVER, 'tcp'), 's');
  assert.is(connections.owner('127.0.0.2:80', 'tcp'), 'wild');
  assert.is(connections.owner('127.0.0.1:81', 'tcp'), 'six');
  assert.is(connections.owner('127.0.0.1:6379', 'tcp'), 'db');
  assert.is(connections.owner('127.0.0.1:9', 'tcp'), 'outside');
});

test('a port of TCP is not the same port of UDP', () => {
  const { connections } = open();
  connections.owns('127.0.0.1:5000', 'udp', 'u');
  assert.is(connections.owner('127.0.0.1:5000', 'udp'), 'u');
  assert.is(connections.owner('127.0.0.1:5000', 'tcp'), 'outside');
});

test('a listener that also sends still listens', () => {
  const { connections } = open();
  connections.owns('127.0.0.1:53', 'udp', 's', 7);
  connections.owns('127.0.0.1:53', 'udp', 's');
  assert.ok(connections.isListening('s', 53));
  connections.owns('127.0.0.1:53', 'udp', 'other');
  assert.not.ok(connections.isListening('s', 53) || connections.isListening('other', 53));
});

test('a node listens where it listens, not where it merely sends from', () => {
  const { connections } = open();
  connections.owns('0.0.0.0:4000', 'udp', 's');
  assert.ok(connections.isListening('s', 80));
  assert.not.ok(connections.isListening('s', 4000));
  assert.not.ok(connections.isListening('c', 80));
  assert.is(connections.listen(SERVER, 'tcp'), 1);
  assert.is(connections.listen('127.0.0.1:6379', 'tcp'), undefined);
});

test.run();
