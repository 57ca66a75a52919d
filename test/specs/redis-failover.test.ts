/**
 * The failover programs on Debian's Redis, without ldfi and with faults made by hand, do what the
 * README says.
 */
import { execFileSync } from 'node:child_process';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { experiment, type Ports, program, type System, underEachFault } from './harness.ts';

const test = suite('specs/redis-failover');
const NAME = 'redis-failover';

function redis(name: string, port: Ports, dir: string): string[] {
  const own = ['redis-server', '--port', port(name), '--bind', '127.0.0.1', '--daemonize', 'no'];
  const memory = ['--dir', dir, '--save', '', '--appendonly', 'no', '--loglevel', 'notice'];
  const replication = ['--repl-diskless-sync', 'no', '--repl-timeout', '60'];
  return [...own, ...memory, ...replication, '--repl-ping-replica-period', '10'];
}

function failover(...wait: readonly 'wait'[]): System {
  return {
    nodes: {
      primary: (port, dir) => redis('primary', port, dir),
      replica: (port, dir) => [
        ...redis('replica', port, dir),
        '--replicaof',
        `127.0.0.1 ${port('replica', 'primary')}`,
      ],
    },
    listening: /Ready to accept connections/,
    ready: [
      ['primary', /Synchronization with replica .* succeeded/],
      ['replica', /MASTER <-> REPLICA sync: Finished with success/],
    ],
    relays: [
      ['client', 'primary'],
      ['client', 'replica'],
      ['replica', 'primary'],
    ],
    workload: (port) => [
      program(`${NAME}/client`),
      port('client', 'primary'),
      port('client', 'replica'),
      ...wait,
    ],
    invariant: (port) => [
      program(`${NAME}/invariant`),
      `primary=${port('primary')}`,
      `replica=${port('replica')}`,
    ],
    split: (bytes) => [bytes],
    isLatePossible: false,
    label: (bytes) =>
      bytes
        .split('\r\n')
        .filter((line) => !/^([*$]|$)/.test(line))
        .join(' '),
  };
}

const asynchronous = failover();
const control = failover('wait');
const BOTH = ['k1 v1', 'k2 v2'];
const LOSS = { cut: 'primary→replica SET k2', crash: 'primary→client +PONG' };

test('the server is a Redis 7', () => {
  assert.match(execFileSync('redis-server', ['--version'], { encoding: 'utf8' }), /v=7\./);
});

test('without faults both variants acknowledge both keys and keep them', async () => {
  for (const system of [asynchronous, control]) {
    const { verdict, acked } = await experiment(system);
    assert.is(verdict, 'held');
    assert.equal(acked, BOTH);
  }
});

test('Redis hands a write to its replica before it answers the client', async () => {
  const { messages } = await experiment(asynchronous);
  const copy = messages.indexOf('primary→replica SET k2 v2 #1');
  const ok = messages.indexOf('primary→client +OK #2');
  assert.ok(copy >= 0 && copy < ok, messages.join('\n'));
});

test('a cut of the replicated SET and a crash after the +OK lose the write', async () => {
  const { verdict, reason, missed } = await experiment(asynchronous, LOSS);
  assert.equal(missed, []);
  assert.is(verdict, 'violated');
  assert.is(reason, 'k2 was acknowledged but no surviving node has it (asked: replica)');
});

test('a client refused by the primary loses its writes with the promoted replica', async () => {
  const faults = { refuse: 'client→primary', crash: 'replica' };
  const { verdict, reason } = await experiment(asynchronous, faults);
  assert.is(verdict, 'violated');
  assert.is(reason, 'k1, k2 were acknowledged but no surviving node has them (asked: primary)');
});

test('with WAIT the same cut leaves the write unacknowledged', async () => {
  const { verdict, acked } = await experiment(control, { cut: LOSS.cut, crash: 'primary' });
  assert.is(verdict, 'held');
  assert.equal(acked, ['k1 v1']);
});

test('with WAIT nothing is acknowledged on a promoted replica alone', async () => {
  const faults = { refuse: 'client→primary', crash: 'replica' };
  const { verdict, acked } = await experiment(control, faults);
  assert.is(verdict, 'vacuous');
  assert.equal(acked, []);
});

for (const [name, system] of [
  ['asynchronous', asynchronous],
  ['wait', control],
] as const) {
  test(`${name}: no single fault loses a write, nor costs more than two timeouts`, async () => {
    const outcomes = await underEachFault(system, 'client→primary');
    assert.ok(outcomes.length > 12, `${outcomes.length} runs`);
    for (const { faults, verdict, timeouts, log } of outcomes) {
      const context = `${JSON.stringify(faults)}: ${verdict}\n${log}`;
      assert.ok(verdict === 'held' || verdict === 'vacuous', context);
      assert.ok(timeouts <= 2, context);
    }
  });
}

test.run();
