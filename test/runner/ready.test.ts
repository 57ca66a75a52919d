/** When a node counts as ready, and what is said when it does not become so. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BaselineError } from '../../src/model/errors.ts';
import type { Ready } from '../../src/model/spec.ts';
import { logOf, type Setting } from '../../src/runner/programs.ts';
import type { Pump } from '../../src/runner/pump.ts';
import { waitReady } from '../../src/runner/ready.ts';
import type { Tracer } from '../../src/tracer/tracer.ts';
import { makeScratch } from '../helpers/scratch.ts';

const test = suite('runner/ready');

interface World {
  readonly listening?: number;
  /** Tick at which the node ends, and how. */
  readonly ends?: { readonly at: number; readonly status: string; readonly errno: number };
  /** Tick → text that its log grows by. */
  readonly says?: Readonly<Record<number, string | Buffer>>;
}

/** Waits in a world of ticks; the pump asks after each. Returns the tick at which it was over. */
async function wait(ready: Ready, world: World): Promise<number> {
  const runDirectory = makeScratch();
  mkdirSync(runDirectory, { recursive: true });
  const setting = { runDirectory, ports: new Map([['n', { main: 4000 }]]) } as unknown as Setting;
  let tick = 0;
  const isOver = (): boolean => world.ends !== undefined && tick >= world.ends.at;
  const tracer = {
    isListening: (node: string, port: number) =>
      node === 'n' && port === 4000 && tick >= (world.listening ?? Number.POSITIVE_INFINITY),
    endOf: () => (isOver() ? { ...world.ends, code: 1, killed: false } : undefined),
    isAlive: () => !isOver(),
  } as unknown as Tracer;
  const pump: Pump = {
    until: async (holds) => {
      for (; tick < 20; tick++) {
        const text = world.says?.[tick];
        if (text !== undefined) {
          appendFileSync(logOf(setting, 'n'), text);
        }
        if (holds()) {
          return true;
        }
      }
      return false;
    },
  };
  await waitReady(ready, setting, tracer, pump, { nowNs: () => 0, after: (ms) => ms * 1e6 });
  return tick;
}

async function refusal(ready: Ready, world: World): Promise<BaselineError> {
  try {
    await wait(ready, world);
  } catch (error) {
    assert.instance(error, BaselineError);
    return error as BaselineError;
  }
  throw new Error('it was ready');
}

const LISTEN: Ready = { type: 'listen', node: 'n', port: 'main', timeoutMs: 300 };
const LOG: Ready = { type: 'log', node: 'n', match: '^ready .* go$', timeoutMs: 300 };

test('a node is ready as soon as it listens', async () => {
  assert.is(await wait(LISTEN, { listening: 3 }), 3);
});

test('a node is ready as soon as a whole line of its log matches', async () => {
  assert.is(await wait(LOG, { says: { 1: 'start\nready to', 4: ' go\nmore' } }), 4);
});

test('a letter that two looks cut in half is one letter', async () => {
  const euro = Buffer.from('€');
  const says = { 1: Buffer.concat([Buffer.from('ready '), euro.subarray(0, 1)]) };
  const rest = { 2: Buffer.concat([euro.subarray(1), Buffer.from(' go\n')]) };
  assert.is(await wait({ ...LOG, match: '^ready € go$' }, { says: { ...says, ...rest } }), 2);
});

test('a line that was there before it is looked at counts', async () => {
  assert.is(await wait(LOG, { says: { 0: 'ready 1 go\n' } }), 0);
});

test('a line that is not ended yet counts as well: it may be the last', async () => {
  assert.is(await wait(LOG, { says: { 2: 'ready 1 go' } }), 2);
});

test('a node that ends first is said to, with its log', async () => {
  const ends = { at: 5, status: 'exit code 1', errno: 0 };
  const error = await refusal(LISTEN, { ends, says: { 2: 'no licence\n' } });
  assert.is(error.code, 'node-died');
  assert.match(error.message, 'node n ended with exit code 1');
  assert.match(error.detail ?? '', 'no licence');
  assert.match(error.hint ?? '', 'listen on its port "main"');
});

test('a node that was ready when it ended is ready', async () => {
  assert.is(
    await wait(LISTEN, { listening: 5, ends: { at: 5, status: 'exit code 0', errno: 0 } }),
    5,
  );
});

test('a program that cannot be executed is said so', async () => {
  const error = await refusal(LISTEN, { ends: { at: 1, status: 'exit code 127', errno: -13 } });
  assert.is(error.code, 'node-exec');
  assert.match(error.message, 'may not be executed');
});

test('a node that takes too long is said what it was waited for', async () => {
  const error = await refusal(LOG, { says: { 1: 'almost\n' } });
  assert.is(error.code, 'node-not-ready');
  assert.match(error.message, 'within 300 ms');
  assert.match(error.hint ?? '', 'matches /^ready .* go$/');
  assert.match(error.detail ?? '', 'almost');
});

test.run();
