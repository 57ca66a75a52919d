/**
 * AF_UNIX sockets are followed inside a node only by not looking: there the order of the whole node
 * is taken anyway. Between two nodes they are a blind spot, and that is noticed here.
 */
import { readlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import type { NodeName } from '../model/trace.ts';
import type { Context } from './context.ts';
import type { Thread } from './processes.ts';

const blind = (context: Context, node: NodeName, owner: NodeName, where: string): void => {
  context.unfollowed.add(`${node} talks to ${owner} over ${where}, which is not followed`);
};

/** A path means what it does in the directory of the process. Abstract names are no paths. */
const absolute = (thread: Thread, target: string): string => {
  const path = target.slice('unix:'.length);
  if (path.startsWith('@') || path.startsWith('/')) {
    return target;
  }
  try {
    return `unix:${resolve(readlinkSync(`/proc/${thread.process.pid}/cwd`), path)}`;
  } catch {
    return target;
  }
};

/** A name is bound, connected to, or sent to. */
export const noticePath = (
  context: Context,
  thread: Thread,
  call: 'bind' | 'connect',
  target: string,
): void => {
  const { node } = thread.process;
  const path = absolute(thread, target);
  if (call === 'bind') {
    context.unixPaths.set(path, node);
    return;
  }
  const owner = context.unixPaths.get(path);
  if (owner !== undefined && owner !== node) {
    blind(context, node, owner, path);
  }
};

/** A connection stands, whatever name it was made by: the kernel knows who listened. */
export const noticePeer = (context: Context, thread: Thread, fd: number): void => {
  const { engine, processes, sockets } = context;
  const duplicate = sockets.duplicate(thread.process, fd);
  if (duplicate === undefined) {
    return;
  }
  const owner = processes.process(engine.peerPid(duplicate))?.node;
  engine.drop(duplicate);
  if (owner !== undefined && owner !== thread.process.node) {
    blind(context, thread.process.node, owner, 'a Unix socket');
  }
};
