/**
 * As much of PostgreSQL's protocol (version 3, simple queries, trust) as the programs here need,
 * with a driver's time-out for statements: when it is over, a cancel request is sent and the server
 * has the last word. It knows nothing of replication.
 *
 * Source: PostgreSQL documentation, chapter "Frontend/Backend Protocol".
 */
import { connect, type Socket } from 'node:net';

const PROTOCOL = 196_608;
const CANCEL = 80_877_102;
const HEAD = 5;
/** How long the server may take for its last word, and to be reached. */
const PATIENCE_MS = 1000;

/** The server said no. The connection is of further use, unless it says so. */
export class StatementError extends Error {}

export interface Database {
  /**
   * The first column of each row. `timeoutMs`: when the statement is cancelled.
   *
   * Errors: StatementError; any other means that the connection is gone or silent: close it.
   */
  query(sql: string, timeoutMs: number): Promise<readonly string[]>;
  close(): void;
}

interface Message {
  readonly type: string;
  readonly body: Buffer;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** Its size, numbers of four bytes and texts that end with a zero. */
function packet(...parts: readonly (number | string)[]): Buffer {
  const bytes = parts.map((part) =>
    typeof part === 'string' ? Buffer.from(`${part}\0`) : int32(part),
  );
  const body = Buffer.concat(bytes);
  return Buffer.concat([int32(body.length + 4), body]);
}

/** The messages of a connection, one after the other. */
function reader(socket: Socket): (limitMs: number) => Promise<Message> {
  let received = Buffer.alloc(0);
  let failure: Error | undefined;
  let wake = (): void => {};
  const fail = (error: Error): void => {
    failure ??= error;
    wake();
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the connection was closed')));
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    wake();
  });
  const take = (): Message | undefined => {
    const size = received.length < HEAD ? Number.POSITIVE_INFINITY : 1 + received.readInt32BE(1);
    if (received.length < size) {
      return undefined;
    }
    const message = {
      type: String.fromCharCode(received[0] ?? 0),
      body: received.subarray(HEAD, size),
    };
    received = received.subarray(size);
    return message;
  };
  return async (limitMs) => {
    const timer = setTimeout(() => fail(new Error(`no answer in ${limitMs} ms`)), limitMs);
    let message = take();
    while (message === undefined && failure === undefined) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      message = take();
    }
    clearTimeout(timer);
    if (message === undefined) {
      throw failure;
    }
    return message;
  };
}

/** The fields of an ErrorResponse: severity, code, text. */
function errorText(body: Buffer): string {
  const fields = body.toString('utf8').split('\0');
  return ['S', 'C', 'M'].map((key) => fields.find((f) => f.startsWith(key))?.slice(1)).join(' ');
}

function firstColumn(body: Buffer): string {
  const size = body.readInt16BE(0) === 0 ? -1 : body.readInt32BE(2);
  return size < 0 ? '' : body.subarray(6, 6 + size).toString('utf8');
}

/** Connects to database `postgres` on the loopback as user `admin`. */
export async function open(port: number): Promise<Database> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  const next = reader(socket);
  socket.write(packet(PROTOCOL, 'user', 'admin', 'database', 'postgres', ''));
  let key: readonly [number, number] = [0, 0];
  const cancel = (): void => {
    const other = connect({ host: '127.0.0.1', port });
    other.on('error', () => {});
    other.end(packet(CANCEL, ...key));
  };

  /** Everything up to ReadyForQuery. */
  const answer = async (limitMs: number): Promise<readonly string[]> => {
    const rows: string[] = [];
    let failure: StatementError | undefined;
    for (;;) {
      const { type, body } = await next(limitMs);
      if (type === 'K') {
        key = [body.readInt32BE(0), body.readInt32BE(4)];
      } else if (type === 'D') {
        rows.push(firstColumn(body));
      } else if (type === 'E') {
        failure = new StatementError(errorText(body));
      } else if (type === 'Z') {
        if (failure !== undefined) {
          throw failure;
        }
        return rows;
      }
    }
  };

  try {
    await answer(PATIENCE_MS);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return {
    query: async (sql, timeoutMs) => {
      const statement = packet(sql);
      socket.write(Buffer.concat([Buffer.from('Q'), statement]));
      const timer = setTimeout(cancel, timeoutMs);
      try {
        return await answer(timeoutMs + PATIENCE_MS);
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => socket.destroy(),
  };
}
