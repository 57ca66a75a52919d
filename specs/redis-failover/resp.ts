/**
 * As much of the Redis protocol (RESP2) as the client and the invariant need: one command at a
 * time, replies without arrays. It knows nothing of replication.
 */
import { connect } from 'node:net';

/** Simple and bulk strings, integers, and null for a missing key. */
export type Reply = string | number | null;

/** After the first rejection the connection is of no more use: close it. */
export interface Redis {
  /** Rejects on an error reply, on a broken connection, or after `timeoutMs`. */
  command(words: readonly string[], timeoutMs: number): Promise<Reply>;
  close(): void;
}

export function encode(words: readonly string[]): string {
  const bulk = words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return `*${words.length}\r\n${bulk.join('')}`;
}

/**
 * Gives the reply at the start of `text`, an Error for an error reply, or undefined while it isn't
 * whole.
 */
export function decode(text: string): Reply | Error | undefined {
  const end = text.indexOf('\r\n');
  if (end < 0) {
    return undefined;
  }
  const line = text.slice(1, end);
  switch (text[0]) {
    case '+':
      return line;
    case '-':
      return new Error(line);
    case ':':
      return Number(line);
    case '$': {
      const from = end + 2;
      const to = from + Number(line);
      if (Number(line) < 0) {
        return null;
      }
      return text.length < to + 2 ? undefined : text.slice(from, to);
    }
    default:
      return new Error(`reply of a kind never asked for: ${text}`);
  }
}

/**
 * Connects to a Redis on the loopback.
 *
 * Errors: the socket's own error (`code` is ECONNREFUSED when nobody listens), or an Error that
 *         names the port
 */
export async function dial(port: number, timeoutMs: number): Promise<Redis> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  // One character a byte, so that the lengths of bulk strings hold.
  socket.setEncoding('latin1');
  let received = '';
  let failure: Error | undefined;
  let wake = (): void => {};
  const fail = (error: Error): void => {
    failure ??= error;
    wake();
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error(`port ${port} closed the connection`)));
  socket.on('connect', () => wake());
  socket.on('data', (chunk: string) => {
    received += chunk;
    wake();
  });

  const until = async <T>(give: () => T | undefined, limitMs: number): Promise<T> => {
    const late = new Error(`port ${port}: no answer in ${limitMs} ms`);
    const timer = setTimeout(() => fail(late), limitMs);
    let got = give();
    while (got === undefined && failure === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      got = give();
    }
    clearTimeout(timer);
    if (got === undefined) {
      socket.destroy();
      throw failure;
    }
    return got;
  };

  await until(() => (socket.readyState === 'open' ? true : undefined), timeoutMs);
  return {
    command: async (words, limitMs) => {
      received = '';
      socket.write(encode(words));
      const reply = await until(() => decode(received), limitMs);
      if (reply instanceof Error) {
        throw reply;
      }
      return reply;
    },
    close: () => socket.destroy(),
  };
}
