/**
 * Lines over TCP on the loopback: what the mailbox's server, client and invariant share. It knows
 * nothing of entries or of who leads.
 */
import { connect, type Socket } from 'node:net';

/** Calls `handle` with each whole line that arrives, without its line feed. */
export function eachLine(socket: Socket, handle: (line: string) => void): void {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      handle(part);
    }
  });
}

/** The asking end of a connection. After the first rejection it is of no more use: close it. */
export interface Connection {
  /**
   * Sends a line and gives the next line that comes back. Rejects on an error, on the end, or after
   * the timeout.
   */
  ask(line: string): Promise<string>;
  /** Gives the next line. Rejects like `ask`. */
  next(): Promise<string>;
  close(): void;
}

/**
 * Connects to a port on the loopback.
 *
 * Units:  `timeoutMs` holds for connecting and for each answer
 * Errors: the socket's own error (`code` is ECONNREFUSED when nobody listens), or an Error that
 *         names the port
 */
export async function dial(port: number, timeoutMs: number): Promise<Connection> {
  // Without noDelay the kernel may keep a short line back until the one before is acknowledged by
  // the peer's kernel.
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  const lines: string[] = [];
  let failure: Error | undefined;
  let wake = (): void => {};
  const fail = (error: Error): void => {
    failure ??= error;
    wake();
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error(`port ${port} closed the connection`)));
  socket.on('connect', () => wake());
  eachLine(socket, (line) => {
    lines.push(line);
    wake();
  });

  const until = async (done: () => boolean): Promise<void> => {
    const timer = setTimeout(
      () => fail(new Error(`port ${port}: no answer in ${timeoutMs} ms`)),
      timeoutMs,
    );
    while (!done() && failure === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    clearTimeout(timer);
    if (!done()) {
      socket.destroy();
      throw failure;
    }
  };
  const next = async (): Promise<string> => {
    await until(() => lines.length > 0);
    return lines.shift() as string;
  };

  await until(() => !socket.connecting && failure === undefined);
  return {
    ask: (line) => {
      socket.write(`${line}\n`);
      return next();
    },
    next,
    close: () => socket.destroy(),
  };
}
