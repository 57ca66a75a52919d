/**
 * As much of the OVSDB protocol (RFC 7047) as the client needs: a connection for each transaction,
 * and the rows of the one table.
 */
import { connect } from 'node:net';

export const TIMEOUT_MS = 1500;

type Row = Readonly<Record<string, unknown>>;
/** Of one operation of a transaction. */
interface Outcome {
  readonly rows?: readonly Row[];
  readonly error?: string;
}

/** The server said no to the transaction. */
export class Refused extends Error {}

function parsed(text: string): { readonly result?: unknown } | undefined {
  try {
    return JSON.parse(text) as { readonly result?: unknown };
  } catch {
    return undefined;
  }
}

function call(port: number, params: readonly unknown[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    const end = (action: () => void): void => {
      clearTimeout(timer);
      socket.destroy();
      action();
    };
    const fail = (text: string): void => end(() => reject(new Error(`port ${port}: ${text}`)));
    const timer = setTimeout(() => fail('no answer in time'), TIMEOUT_MS);
    let received = '';
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => fail('the connection was closed'));
    socket.on('data', (bytes) => {
      received += bytes.toString();
      const answer = parsed(received);
      if (answer !== undefined) {
        end(() => resolve(answer.result));
      }
    });
    socket.write(JSON.stringify({ id: 1, method: 'transact', params }));
  });
}

/**
 * One operation on database `name`.
 *
 * Errors: Refused; any other leaves open whether it was done
 */
async function transact(port: number, name: string, operation: Row): Promise<Outcome> {
  const outcomes = (await call(port, [name, operation])) as readonly (Outcome | null)[] | null;
  const failed = outcomes?.find((outcome) => outcome?.error !== undefined);
  if (outcomes === null || failed) {
    throw new Refused(failed?.error ?? 'no result');
  }
  return outcomes[0] ?? {};
}

export async function insert(port: number, key: string): Promise<void> {
  await transact(port, 'kept', { op: 'insert', table: 'Pair', row: { key, value: `v-${key}` } });
}

/** Whether this server leads the cluster. */
export async function isLeader(port: number): Promise<boolean> {
  const where = [['name', '==', 'kept']];
  const columns = ['leader'];
  const operation = { op: 'select', table: 'Database', where, columns };
  return (await transact(port, '_Server', operation)).rows?.[0]?.['leader'] === true;
}

/** All keys that this server has. */
export async function keysAt(port: number): Promise<readonly string[]> {
  const operation = { op: 'select', table: 'Pair', where: [], columns: ['key'] };
  const { rows = [] } = await transact(port, 'kept', operation);
  return rows.map(({ key }) => String(key));
}
