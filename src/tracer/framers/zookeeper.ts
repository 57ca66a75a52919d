/**
 * The framer for ZooKeeper's client protocol: Jute records behind their length. Which direction it
 * is tells the size of the first record: the request for a session or the answer to it.
 *
 * Source: zookeeper.jute and ZooDefs.OpCode of Apache ZooKeeper.
 */
import {
  type Block,
  type BlockFormat,
  type BlockName,
  type BlockScan,
  messageOf,
  scanBlocks,
  startBlockScan,
} from './blocks.ts';
import type { Framer } from './framer.ts';
import { numberAt } from './length-prefixed.ts';
import { LABEL_MAX, printable } from './printable.ts';

const HEAD = 4;
/** jute.maxbuffer is 1 MiB unless told otherwise; snapshots between servers are not framed. */
const SIZE_MAX = 64 << 20;
const REQUEST_SIZES = [HEAD + 44, HEAD + 45];
const RESPONSE_SIZES = [HEAD + 36, HEAD + 37];

const OPERATIONS: ReadonlyMap<number, string> = new Map([
  [0, 'notification'],
  [1, 'create'],
  [2, 'delete'],
  [3, 'exists'],
  [4, 'getData'],
  [5, 'setData'],
  [6, 'getACL'],
  [7, 'setACL'],
  [8, 'getChildren'],
  [9, 'sync'],
  [11, 'ping'],
  [12, 'getChildren2'],
  [13, 'check'],
  [14, 'multi'],
  [15, 'create2'],
  [16, 'reconfig'],
  [17, 'checkWatches'],
  [18, 'removeWatches'],
  [19, 'createContainer'],
  [20, 'deleteContainer'],
  [21, 'createTTL'],
  [22, 'multiRead'],
  [100, 'auth'],
  [101, 'setWatches'],
  [102, 'sasl'],
  [103, 'getEphemerals'],
  [104, 'getAllChildrenNumber'],
  [105, 'setWatches2'],
  [106, 'addWatch'],
  [107, 'whoAmI'],
]);
/** Operations whose record does not begin with a path. */
const PATHLESS = new Set([
  'ping',
  'multi',
  'auth',
  'setWatches',
  'sasl',
  'setWatches2',
  'multiRead',
  'whoAmI',
]);

const int32 = (bytes: Uint8Array, offset: number): number | undefined =>
  bytes.length < offset + 4 ? undefined : numberAt(bytes, { offset, width: 4, endian: 'big' }) | 0;

const format: BlockFormat = {
  head: HEAD,
  size: (head) => {
    const length = numberAt(head, { offset: 0, width: 4, endian: 'big' });
    return length > SIZE_MAX ? undefined : HEAD + length;
  },
};

/** The first bytes of a direction look like that: the length of a whole session record. */
export function beginsLikeZooKeeper(bytes: Uint8Array): boolean {
  const size = bytes.length < HEAD ? undefined : format.size(bytes);
  const isSession = size !== undefined && [...REQUEST_SIZES, ...RESPONSE_SIZES].includes(size);
  return isSession && bytes.length === size && int32(bytes, HEAD) === 0;
}

type Side = 'unknown' | 'requests' | 'responses';

function nameRequest(message: Uint8Array): BlockName {
  const code = int32(message, HEAD + 4);
  if (code === -11) {
    return { label: 'closeSession', labelClass: 'closeSession' };
  }
  const operation = code === undefined ? 'request' : (OPERATIONS.get(code) ?? `operation ${code}`);
  const length = PATHLESS.has(operation) ? undefined : int32(message, HEAD + 8);
  if (length === undefined || length <= 0) {
    return { label: operation, labelClass: operation };
  }
  const path = message.subarray(HEAD + 12, HEAD + 12 + length);
  const label = `${operation} ${printable(path, LABEL_MAX - operation.length - 1)}`;
  return { label, labelClass: operation };
}

function nameResponse(message: Uint8Array): BlockName {
  const xid = int32(message, HEAD);
  const labelClass = xid === -1 ? 'watch' : xid === -2 ? 'pong' : xid === -4 ? 'auth' : 'reply';
  const error = int32(message, HEAD + 12) ?? 0;
  return { label: error === 0 ? labelClass : `${labelClass} error ${error}`, labelClass };
}

/** Either direction between a client and a server. */
export function zooKeeperFramer(
  scan: BlockScan = startBlockScan(),
  known: Side = 'unknown',
): Framer {
  let side = known;
  const name = (block: Block, pushed: Uint8Array) => {
    const isFirst = side === 'unknown';
    const size = block.head && format.size(block.head);
    side = isFirst && size !== undefined && RESPONSE_SIZES.includes(size) ? 'responses' : side;
    side = side === 'unknown' ? 'requests' : side;
    return messageOf(block, pushed, (message) => {
      if (isFirst) {
        const label = side === 'requests' ? 'connect' : 'connected';
        return { label, labelClass: label };
      }
      return side === 'requests' ? nameRequest(message) : nameResponse(message);
    });
  };
  return {
    push: (bytes) =>
      scanBlocks(scan, format, bytes)
        .filter(({ begins }) => begins)
        .map((block) => name(block, bytes)),
    clone: () => zooKeeperFramer({ ...scan }, side),
  };
}
