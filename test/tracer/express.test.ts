/** Calls are made without asking only where nothing is to be changed and nobody else has part. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Context } from '../../src/tracer/context.ts';
import { mayGoOn } from '../../src/tracer/express.ts';
import type { OpenSocket } from '../../src/tracer/open-socket.ts';
import type { Pending, Thread } from '../../src/tracer/processes.ts';

const test = suite('tracer/express');

interface Scene {
  readonly isPassive?: boolean;
  readonly shortens?: boolean;
  readonly handed?: boolean;
  readonly held?: boolean;
  readonly holder?: Thread;
  readonly fds?: readonly number[];
  readonly connected?: boolean;
}

/** What the engine was told. */
const told = (scene: Scene): unknown[] => {
  const { isPassive = true, shortens, handed = false, held = true, holder, fds = [4] } = scene;
  const calls: unknown[] = [];
  const stream = { sends: { holder }, receives: { holder: undefined } };
  const ends = scene.connected === false ? {} : { in: stream, out: stream };
  const socket = { ...ends } as unknown as OpenSocket;
  const sockets = new Map(fds.map((fd) => [fd, socket]));
  const context = {
    handed,
    interposer: { isPassive, ...(shortens && { shorten: () => 1 }) },
    sockets: { held: { get: () => (held ? 9 : undefined) } },
    processes: { all: () => [{ sockets }] },
    engine: { express: (...args: unknown[]) => void calls.push(args) },
  } as unknown as Context;
  const pending: Pending = { handling: 'read', nr: 0, args: [4], socket };
  mayGoOn(context, { tid: 77 } as Thread, pending);
  mayGoOn(context, { tid: 77 } as Thread, undefined);
  return calls;
};

test('the thread, its descriptor and our duplicate are named', () => {
  assert.equal(told({}), [[77, 4, 9]]);
});

for (const [why, scene] of [
  ['faults are planned', { isPassive: false }],
  ['writes are shortened', { shortens: true }],
  ['a connection was handed over', { handed: true }],
  ['we have no duplicate of it', { held: false }],
  ['a call is under way', { holder: { tid: 5 } as Thread }],
  ['another descriptor leads there', { fds: [4, 5] }],
  ['it is not connected', { connected: false }],
] as const) {
  test(`not where ${why}`, () => {
    assert.equal(told(scene), []);
  });
}

test.run();
