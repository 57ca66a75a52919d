/**
 * A user's own framer, from one function of a module:
 *
 *     export function frame(state, bytes) {
 *       return { state: …, messages: [{ start: 0, label: 'PUT k1', class: 'PUT' }, …] };
 *     }
 *
 * `bytes` (a Uint8Array) are the next of one direction, `state` is what the last call returned, and
 * undefined at first. It must not be changed, only replaced: calls may look ahead. `messages` start
 * in these bytes, at ascending offsets; `class` may be left out, and is then the label's first
 * word.
 */
import { pathToFileURL } from 'node:url';
import { SpecError } from '../../model/errors.ts';
import { digestOf } from './digest.ts';
import type { FramedMessage, Framer } from './framer.ts';
import { printable } from './printable.ts';

type Frame = (state: unknown, bytes: Uint8Array) => unknown;

const CONTRACT = 'it exports frame(state, bytes), which returns { state, messages }';

function failure(file: string, message: string, cause?: unknown): SpecError {
  const text = cause instanceof Error ? `${message}: ${cause.message}` : message;
  const more = cause instanceof Error && cause.stack !== undefined ? { detail: cause.stack } : {};
  return new SpecError('framer', file, text, { hint: CONTRACT, cause, ...more });
}

/**
 * Loads the module and gives what makes its framers.
 *
 * Errors: SpecError `framer` with the file, when it can't be loaded or has no such function. Its
 *         framers throw the same for what the function throws or returns.
 */
export async function loadUserFramer(file: string): Promise<() => Framer> {
  let found: { readonly frame?: unknown };
  try {
    found = await import(pathToFileURL(file).href);
  } catch (cause) {
    throw failure(file, 'this framer cannot be loaded', cause);
  }
  if (typeof found.frame !== 'function') {
    throw failure(file, 'this framer exports no function "frame"');
  }
  const frame = found.frame as Frame;
  return () => userFramer(file, frame, undefined);
}

/** A framer around the function; exported for its tests. */
export function userFramer(file: string, frame: Frame, initial: unknown): Framer {
  let state = initial;
  return {
    push(bytes) {
      if (bytes.length === 0) {
        return [];
      }
      let result: unknown;
      try {
        result = frame(state, Uint8Array.from(bytes));
      } catch (cause) {
        throw failure(file, 'this framer failed', cause);
      }
      const { state: next, messages } = (result ?? {}) as { state?: unknown; messages?: unknown };
      if (!Array.isArray(messages)) {
        throw failure(file, `this framer returned no list of messages, but ${typeof messages}`);
      }
      state = next;
      return framed(file, messages, bytes);
    },
    clone: () => userFramer(file, frame, state),
  };
}

function framed(file: string, messages: readonly unknown[], bytes: Uint8Array): FramedMessage[] {
  let last = -1;
  const starts = messages.map((message) => {
    const { start } = (message ?? {}) as { readonly start?: unknown };
    if (!Number.isInteger(start) || Number(start) <= last || Number(start) >= bytes.length) {
      const range = `above ${last} and below ${bytes.length}`;
      throw failure(file, `a message of this framer starts at ${String(start)}, not ${range}`);
    }
    last = Number(start);
    return last;
  });
  return messages.map((message, index) => {
    const { label, class: name } = message as {
      readonly label?: unknown;
      readonly class?: unknown;
    };
    if (typeof label !== 'string' || !(name === undefined || typeof name === 'string')) {
      throw failure(file, 'a message of this framer has a label or class that is no string');
    }
    const start = starts[index] ?? 0;
    const part = bytes.subarray(start, starts[index + 1] ?? bytes.length);
    const labelClass = name ?? label.split(' ', 1)[0] ?? '';
    return {
      start,
      label: printable(Buffer.from(label)),
      labelClass: printable(Buffer.from(labelClass)),
      digest: digestOf(part),
    };
  });
}
