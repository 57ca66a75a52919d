import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BaselineError, EXIT, InvariantError, NativeError } from '../../src/model/errors.ts';
import { emptyTrace } from '../../src/model/packed-trace.ts';
import {
  checkWire,
  receivedResult,
  sendable,
  sentResult,
  WIRE_VERSION,
} from '../../src/runner/protocol.ts';

const test = suite('runner/protocol');

test('an error of ours crosses with all that is printed of it', () => {
  const error = new BaselineError('node-died', 'node a ended', { hint: 'look', detail: 'log' });
  assert.equal(sendable(error), {
    name: 'BaselineError',
    code: 'node-died',
    message: 'node a ended',
    hint: 'look',
    detail: 'log',
    exitCode: EXIT.baseline,
  });
});

test('a bug crosses with its stack', () => {
  const sent = sendable(new InvariantError('broken'));
  assert.equal([sent.name, sent.code, sent.message], ['InvariantError', 'internal', 'broken']);
  assert.match(sent.detail ?? '', /protocol\.test/);
});

test('a system error keeps its code', () => {
  const error = Object.assign(new Error('no space'), { code: 'ENOSPC' });
  assert.is(sendable(error).code, 'ENOSPC');
});

test('what is no error at all crosses as its text', () => {
  assert.equal([sendable('oops').message, sendable('oops').name], ['oops', 'Error']);
});

test('it can be cloned, as the channel between processes does', () => {
  const sent = sendable(new BaselineError('x', 'y', { cause: () => undefined }));
  assert.equal(structuredClone(sent), sent);
});

test('a result crosses as plain data and is whole again on the other side', () => {
  const result = {
    request: { id: 1, purpose: 'record', faults: [] },
    verdict: { kind: 'held' },
    faults: [],
    trace: emptyTrace('s'),
    directory: '/d',
    durationMs: 1,
    stops: 2,
  } as const;
  assert.equal(receivedResult(structuredClone(sentResult(result))), result);
});

test('a peer of another version is refused, with both numbers', () => {
  checkWire(WIRE_VERSION);
  for (const [peer, named] of [
    [WIRE_VERSION + 1, WIRE_VERSION + 1],
    [undefined, 1],
  ] as const) {
    assert.throws(
      () => checkWire(peer),
      (error: unknown) =>
        error instanceof NativeError &&
        error.code === 'wire-version' &&
        error.message.includes(`version ${named} and version ${WIRE_VERSION}`),
    );
  }
});

test.run();
