import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { allotPort, giveBackPort } from '../../src/runner/ports.ts';

const test = suite('ports');

test('ports lie below the range of connecting sockets, and differ', async () => {
  const ports = [await allotPort(), await allotPort(), await allotPort()];
  assert.is(new Set(ports).size, 3);
  assert.ok(ports.every((port) => port >= 20_000 && port < 30_000));
});

test('a port that somebody listens on is passed over', async () => {
  const taken = (await allotPort()) + 1;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(taken, '127.0.0.1', resolve);
  });
  assert.not.equal(await allotPort(), taken);
  await new Promise((resolve) => server.close(resolve));
});

test('a port to which datagrams go is passed over', async () => {
  const taken = (await allotPort()) + 1;
  const socket = createSocket('udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(taken, '127.0.0.1', resolve);
  });
  assert.not.equal(await allotPort(), taken);
  await new Promise<void>((resolve) => socket.close(resolve));
});

test('a port that another ldfi has for its run is passed over', async () => {
  const taken = (await allotPort()) + 1;
  const script = `
    require('node:net').createServer().listen({ path: '\\0ldfi-port-${taken}' }, () => {
      console.log('has it');
    });`;
  const other = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(other.stdout, 'data');
  assert.not.equal(await allotPort(), taken);
  other.kill('SIGKILL');
  await once(other, 'close');
});

test('a port is kept from others until it is given back', async () => {
  const port = await allotPort();
  const canTake = (): Promise<boolean> =>
    new Promise((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(false));
      server.listen({ path: `\0ldfi-port-${port}` }, () => server.close(() => resolve(true)));
    });
  assert.is(await canTake(), false);
  giveBackPort(port);
  assert.is(await canTake(), true);
});

test.run();
