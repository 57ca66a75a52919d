/**
 * Finds where the messages of a protocol start that says in a head of fixed size how long each is.
 * Knows lengths only; names are its caller's. Keeps no more than one head between two pushes.
 */
import { digestOf } from './digest.ts';
import type { FramedMessage, Framer } from './framer.ts';
import { opaqueMessage } from './write.ts';

export interface BlockFormat {
  /** Bytes that tell the size, at least 1. */
  readonly head: number;
  /** Size of the whole message by its head, at least `head`; undefined: this is no such head. */
  readonly size: (head: Uint8Array) => number | undefined;
}

/** Its values are replaced, never changed: a shallow copy is independent. */
export interface BlockScan {
  /** As much of the head of the message at hand as has come. */
  head: Uint8Array;
  /** Bytes of the message at hand still to come behind its head. */
  left: number;
  opaque: boolean;
}

/** The part of one message that is in a push. */
export interface Block {
  readonly start: number;
  /** The message starts in this push. */
  readonly begins: boolean;
  /** The message ends in this push. */
  readonly ends: boolean;
  readonly bytes: Uint8Array;
  /** How many of them belong to the head. */
  readonly headBytes: number;
  /** The head, if all of it has come. */
  readonly head: Uint8Array | undefined;
  /** The protocol was left: the rest of the push, and each push from now on, is one message. */
  readonly opaque: boolean;
}

const NOTHING = new Uint8Array(0);

export function startBlockScan(): BlockScan {
  return { head: NOTHING, left: 0, opaque: false };
}

/** Takes the next bytes and returns the parts of messages in them, in order, without gaps. */
export function scanBlocks(
  scan: BlockScan,
  format: BlockFormat,
  bytes: Uint8Array,
): readonly Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < bytes.length) {
    const block = scan.opaque
      ? opaqueBlock(scan, bytes, at)
      : scan.left > 0
        ? bodyBlock(scan, bytes, at)
        : headBlock(scan, format, bytes, at);
    blocks.push(block);
    at += block.bytes.length;
  }
  return blocks;
}

function opaqueBlock(scan: BlockScan, bytes: Uint8Array, start: number): Block {
  const begins = scan.head.length === 0;
  scan.opaque = true;
  scan.head = NOTHING;
  const part = bytes.subarray(start);
  return { start, begins, ends: true, bytes: part, headBytes: 0, head: undefined, opaque: true };
}

function bodyBlock(scan: BlockScan, bytes: Uint8Array, start: number): Block {
  const { head } = scan;
  const part = bytes.subarray(start, start + scan.left);
  scan.left -= part.length;
  const ends = scan.left === 0;
  scan.head = ends ? NOTHING : head;
  return { start, begins: false, ends, bytes: part, headBytes: 0, head, opaque: false };
}

function headBlock(scan: BlockScan, format: BlockFormat, bytes: Uint8Array, start: number): Block {
  const begins = scan.head.length === 0;
  const missing = format.head - scan.head.length;
  const headPart = bytes.subarray(start, start + missing);
  const head = joined(scan.head, headPart);
  if (head.length < format.head) {
    scan.head = head;
    const part = { bytes: headPart, headBytes: headPart.length, head: undefined };
    return { start, begins, ends: false, ...part, opaque: false };
  }
  const size = format.size(head);
  if (size === undefined || size < format.head) {
    return opaqueBlock(scan, bytes, start);
  }
  const behind = start + missing;
  const stop = Math.min(bytes.length, behind + size - format.head);
  scan.left = size - format.head - (stop - behind);
  const ends = scan.left === 0;
  scan.head = ends ? NOTHING : head;
  const part = bytes.subarray(start, stop);
  return { start, begins, ends, bytes: part, headBytes: missing, head, opaque: false };
}

/** A copy: the pushed bytes are the caller's. */
export function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

export interface BlockName {
  readonly label: string;
  readonly labelClass: string;
}

/** A framer for a format whose messages are named by themselves alone. */
export function blockFramer(
  format: BlockFormat,
  name: (message: Uint8Array) => BlockName,
  scan: BlockScan = startBlockScan(),
): Framer {
  return {
    push: (bytes) =>
      scanBlocks(scan, format, bytes)
        .filter(({ begins }) => begins)
        .map((block) => messageOf(block, bytes, name)),
    clone: () => blockFramer(format, name, { ...scan }),
  };
}

/** The message that begins in that block. */
export function messageOf(
  block: Block,
  pushed: Uint8Array,
  name: (message: Uint8Array) => BlockName,
): FramedMessage {
  const { start, bytes, opaque } = block;
  return opaque ? opaqueMessage(pushed, start) : { start, ...name(bytes), digest: digestOf(bytes) };
}
