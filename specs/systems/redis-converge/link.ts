/** What a primary and its replica say of the connection between them. */
import { dial } from '../../redis-failover/resp.ts';

const TIMEOUT_MS = 1000;

async function replicationOf(port: number): Promise<ReadonlyMap<string, string>> {
  const redis = await dial(port, TIMEOUT_MS);
  const text = String(await redis.command(['INFO', 'replication'], TIMEOUT_MS));
  redis.close();
  return new Map(text.split('\r\n').map((line) => line.split(':', 2) as [string, string]));
}

export interface Link {
  /** The replica says so. It takes it up to its `repl-timeout` to notice that it is not. */
  readonly isUp: boolean;
  /** It has all that the primary has sent since it was started: offsets count for one history. */
  readonly isCaughtUp: boolean;
}

/** Errors: as `dial`'s, when one of them does not answer. */
export async function linkOf(primary: number, replica: number): Promise<Link> {
  const sent = await replicationOf(primary);
  const got = await replicationOf(replica);
  const isUp = got.get('master_link_status') === 'up';
  const isSame = sent.get('master_replid') === got.get('master_replid');
  const behind = Number(sent.get('master_repl_offset')) - Number(got.get('slave_repl_offset'));
  return { isUp, isCaughtUp: isUp && isSame && behind <= 0 };
}
