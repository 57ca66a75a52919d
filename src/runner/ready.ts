/** When a node, or the system, is ready: event by event, never after a time. */

import { closeSync, openSync, readSync } from 'node:fs';
import { BaselineError } from '../model/errors.ts';
import type { Ready } from '../model/spec.ts';
import type { Tracer } from '../tracer/tracer.ts';
import type { Clock } from './clock.ts';
import { execErrorText } from './exec-error.ts';
import { logTail } from './logs.ts';
import { logOf, type Setting } from './programs.ts';
import type { Pump } from './pump.ts';

const LOG_TICK_MS = 2;

/** Reads what a log has grown by since the last look. */
const follow = (file: string, from: number): (() => string) => {
  let offset = from;
  const buffer = Buffer.alloc(65_536);
  const decoder = new TextDecoder();
  return () => {
    let text = '';
    let fd: number;
    try {
      fd = openSync(file, 'r');
    } catch {
      return text;
    }
    for (;;) {
      const n = readSync(fd, buffer, 0, buffer.length, offset);
      if (n <= 0) {
        break;
      }
      offset += n;
      text += decoder.decode(buffer.subarray(0, n), { stream: true });
    }
    closeSync(fd);
    return text;
  };
};

const logMatches = (file: string, pattern: string, from: number): (() => boolean) => {
  const read = follow(file, from);
  const expression = new RegExp(pattern);
  let rest = '';
  return () => {
    const lines = (rest + read()).split('\n');
    rest = lines.at(-1) ?? '';
    return lines.some((line) => expression.test(line));
  };
};

/** Holds once it has become true; of a log, what stands behind `from` counts. */
export const conditionOf = (
  ready: Ready,
  setting: Setting,
  tracer: Tracer,
  from = 0,
): (() => boolean) => {
  if (ready.type === 'log') {
    return logMatches(logOf(setting, ready.node), ready.match, from);
  }
  const port = setting.ports.get(ready.node)?.[ready.port] ?? 0;
  return () => tracer.isListening(ready.node, port);
};

const wanted = (ready: Ready): string =>
  ready.type === 'log'
    ? `a log line that matches /${ready.match}/`
    : `it to listen on its port "${ready.port}"`;

/** Waits for one condition. Throws BaselineError when the node ends first, or the time is up. */
export const waitReady = async (
  ready: Ready,
  setting: Setting,
  tracer: Tracer,
  pump: Pump,
  clock: Clock,
): Promise<void> => {
  const { node } = ready;
  const holds = conditionOf(ready, setting, tracer);
  const deadline = clock.after(ready.timeoutMs);
  const isGone = (): boolean => tracer.endOf(node) !== undefined && !tracer.isAlive(node);
  let done = false;
  await pump.until(
    () => {
      done = holds();
      return done || isGone();
    },
    deadline,
    LOG_TICK_MS,
  );
  if (done || holds()) {
    return;
  }
  const detail = logTail(logOf(setting, node));
  const end = tracer.endOf(node);
  if (end !== undefined && end.errno !== 0) {
    const reason = execErrorText(end.errno);
    throw new BaselineError('node-exec', `node ${node} could not be started: ${reason}`, {
      detail,
    });
  }
  if (isGone()) {
    throw new BaselineError(
      'node-died',
      `node ${node} ended with ${end?.status} before it was ready`,
      {
        hint: `ldfi waited for ${wanted(ready)}; start its command by hand to see why it ends`,
        detail,
      },
    );
  }
  throw new BaselineError(
    'node-not-ready',
    `node ${node} was not ready within ${ready.timeoutMs} ms`,
    { hint: `ldfi waited for ${wanted(ready)}; see "ready" in the spec`, detail },
  );
};
