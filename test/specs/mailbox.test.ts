/**
 * The mailbox's programs, run without ldfi and with faults made by hand, do what
 * specs/mailbox/README.md says.
 */

import { once } from 'node:events';
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { allotPort } from '../../src/runner/ports.ts';
import {
  experiment,
  kill,
  type Process,
  program,
  type System,
  start,
  underEachFault,
} from './harness.ts';

const test = suite('specs/mailbox');
const SERVER = program('mailbox/server');
const INVARIANT = program('mailbox/invariant');

function mailbox(acknowledge: 'at-once' | 'after-copied'): System {
  const node = [process.execPath, SERVER];
  return {
    nodes: {
      backup: (port) => [...node, 'backup', acknowledge, port('backup')],
      primary: (port) => [
        ...node,
        'primary',
        acknowledge,
        port('primary'),
        port('primary', 'backup'),
      ],
    },
    listening: /listening on/,
    ready: [],
    relays: [
      ['client', 'primary'],
      ['client', 'backup'],
      ['primary', 'backup'],
    ],
    workload: (port) => [
      program('mailbox/client'),
      port('client', 'primary'),
      port('client', 'backup'),
    ],
    invariant: (port) => [INVARIANT, `primary=${port('primary')}`, `backup=${port('backup')}`],
    split: (bytes) => bytes.split(/(?<=\n)/),
    label: (line) => line.trimEnd(),
    isLatePossible: true,
  };
}

const atOnce = mailbox('at-once');
const afterCopied = mailbox('after-copied');
const LOSS = { cut: 'primary→backup COPY 2', crash: 'primary→client PONG' };
const BOTH = ['1 hello', '2 world'];

test('without faults both variants acknowledge both entries and keep them', async () => {
  for (const system of [atOnce, afterCopied]) {
    const { verdict, acked } = await experiment(system);
    assert.is(verdict, 'held');
    assert.equal(acked, BOTH);
  }
});

test('a cut of the copy and a crash after the acknowledgement lose the entry', async () => {
  const { verdict, reason, missed } = await experiment(atOnce, LOSS);
  assert.equal(missed, []);
  assert.is(verdict, 'violated');
  assert.is(reason, 'entry 2 was acknowledged but no surviving server has it (asked: backup)');
});

test('a cut of the first copy and a crash at the end lose both entries', async () => {
  const faults = { cut: 'primary→backup COPY 1', crash: 'primary' };
  const { verdict, reason } = await experiment(atOnce, faults);
  assert.is(verdict, 'violated');
  assert.match(reason, /^entries 1, 2 were acknowledged but no surviving server has them/);
});

test('the fixed variant does not acknowledge what the same cut kept from the backup', async () => {
  const { verdict, acked } = await experiment(afterCopied, { ...LOSS, crash: 'primary' });
  assert.is(verdict, 'held');
  assert.equal(acked, ['1 hello']);
});

test('the fixed variant acknowledges nothing on the backup alone', async () => {
  const faults = { cut: 'primary→backup COPIED 1', refuse: 'client→primary', crash: 'backup' };
  const { verdict, acked, missed } = await experiment(afterCopied, faults);
  assert.equal(missed, []);
  assert.is(verdict, 'vacuous');
  assert.equal(acked, []);
});

test('after a refused connect the backup takes over and copies to the primary', async () => {
  const { verdict, acked, messages } = await experiment(afterCopied, {
    refuse: 'client→primary',
    crash: 'backup',
  });
  assert.is(verdict, 'held');
  assert.equal(acked, BOTH);
  assert.ok(messages.includes('backup→primary COPY 2 world #1'));
});

for (const [name, system] of [
  ['at-once', atOnce],
  ['after-copied', afterCopied],
] as const) {
  test(`${name}: no single fault loses an entry, nor costs more than two timeouts`, async () => {
    const outcomes = await underEachFault(system, 'client→primary');
    assert.ok(outcomes.length >= 20, `${outcomes.length} runs`);
    for (const { faults, verdict, missed, timeouts, log } of outcomes) {
      const context = `${JSON.stringify(faults)}: ${verdict}\n${log}`;
      assert.ok(verdict === 'held' || verdict === 'vacuous', context);
      assert.equal(missed, [], context);
      assert.ok(timeouts <= 2, context);
    }
    const vacuous = outcomes.filter(({ verdict }) => verdict === 'vacuous');
    assert.ok(vacuous.length * 3 < outcomes.length, `${vacuous.length} vacuous`);
  });
}

test('a copy that a dead primary left unread is still read', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'ldfi-specs-'));
  const nodes: Process[] = [];
  try {
    const [backupPort, primaryPort] = [await allotPort(), await allotPort()].map(String);
    const node = [process.execPath, SERVER];
    const backup = start([...node, 'backup', 'at-once', backupPort as string]);
    nodes.push(backup);
    await backup.says(/listening on/);
    const ports = [primaryPort as string, backupPort as string];
    const primary = start([...node, 'primary', 'at-once', ...ports]);
    nodes.push(primary);
    await primary.says(/listening on/);
    backup.child.kill('SIGSTOP');
    const environment = { LDFI_RUN_DIR: dir };
    const client = start([process.execPath, program('mailbox/client'), ...ports], environment);
    assert.is(await client.exited, 0);
    await kill(primary);
    backup.child.kill('SIGCONT');
    const servers = [`primary=${primaryPort}`, `backup=${backupPort}`];
    const invariant = start([process.execPath, INVARIANT, ...servers], environment);
    assert.is(await invariant.exited, 0, invariant.output());
    assert.match(invariant.output(), /still there: 2/);
  } finally {
    await Promise.all(nodes.map(kill));
    rmSync(dir, { recursive: true });
  }
});

test('the invariant cannot tell when a server that may have the entry is silent', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'ldfi-specs-'));
  appendFileSync(join(dir, 'acked'), '1 hello\n');
  const down = await allotPort();
  const rude = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  const empty = createServer((socket) => socket.end('END\n')).listen(0, '127.0.0.1');
  try {
    await Promise.all([once(rude, 'listening'), once(empty, 'listening')]);
    const judge = (...servers: readonly string[]): Promise<number> =>
      start([process.execPath, INVARIANT, ...servers], { LDFI_RUN_DIR: dir }).exited;
    const [rudePort, emptyPort] = [rude, empty].map((s) => (s.address() as AddressInfo).port);
    assert.is(await judge(`a=${down}`, `b=${down}`), 125);
    assert.is(await judge(`a=${emptyPort}`, `b=${rudePort}`), 125);
    assert.is(await judge(`a=${emptyPort}`, `b=${down}`), 1);
  } finally {
    rude.close();
    empty.close();
    rmSync(dir, { recursive: true });
  }
});

test.run();
