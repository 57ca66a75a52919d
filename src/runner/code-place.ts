/**
 * Where in its code a stopped thread is: the program counter at the stop, and the nearest return
 * addresses that lead into the program itself. Read from /proc alone. What function an address
 * belongs to is not known here.
 */
import { closeSync, openSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import type { CodePlace } from '../model/fault.ts';
import { readProc } from './proc-file.ts';

/** A part of a file that is mapped to be executed. */
interface Text {
  readonly from: bigint;
  readonly to: bigint;
  /** Offset in the file of `from`. */
  readonly offset: bigint;
  readonly file: string;
}

/** Bytes of the stack that are looked at, and return addresses that are told. */
const STACK_BYTES = 8192;
const FRAMES_MAX = 4;
/** Of a call instruction, before the address that it returns to. */
const CALL_BYTES = 7;

const LINE = /^([0-9a-f]+)-([0-9a-f]+) ..x. ([0-9a-f]+) \S+ \S+ +(\/.*)$/;

function mapsOf(tid: number): string {
  try {
    return readFileSync(`/proc/${tid}/maps`, 'latin1');
  } catch {
    return '';
  }
}

function textsOf(tid: number): readonly Text[] {
  return mapsOf(tid)
    .split('\n')
    .flatMap((line) => {
      const [, from, to, offset, file = ''] = LINE.exec(line) ?? [];
      return from === undefined
        ? []
        : [
            {
              from: BigInt(`0x${from}`),
              to: BigInt(`0x${to}`),
              offset: BigInt(`0x${offset}`),
              file,
            },
          ];
    });
}

function read(memory: number, at: bigint, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  try {
    return bytes.subarray(0, readSync(memory, bytes, 0, size, at));
  } catch {
    // The end of what is mapped there.
    return bytes.subarray(0, 0);
  }
}

/** The bytes before a return address end in a call: by offset, by register or through memory. */
export function endsInCall(before: Uint8Array): boolean {
  const at = (back: number): number => before[before.length - back] ?? 0;
  const isIndirect = (back: number): boolean =>
    at(back) === 0xff && ((at(back - 1) >> 3) & 7) === 2;
  return at(5) === 0xe8 || [2, 3, 4, 6, 7].some(isIndirect);
}

function placeAt(texts: readonly Text[], address: bigint): CodePlace | undefined {
  const text = texts.find(({ from, to }) => from <= address && address < to);
  return text && { file: text.file, offset: Number(address - text.from + text.offset) };
}

/** Return addresses into the program's own text, the innermost first. */
function framesIn(tid: number, sp: bigint, texts: readonly Text[]): readonly CodePlace[] {
  let program: string;
  let memory: number;
  try {
    program = readlinkSync(`/proc/${tid}/exe`);
    memory = openSync(`/proc/${tid}/mem`, 'r');
  } catch {
    return [];
  }
  try {
    const own = texts.filter(({ file }) => file === program);
    const stack = read(memory, sp, STACK_BYTES);
    const frames: CodePlace[] = [];
    for (let at = 0; at + 8 <= stack.length && frames.length < FRAMES_MAX; at += 8) {
      const address = stack.readBigUInt64LE(at);
      const place = placeAt(own, address);
      if (
        place !== undefined &&
        endsInCall(read(memory, address - BigInt(CALL_BYTES), CALL_BYTES))
      ) {
        // The call itself, not what follows it.
        frames.push({ ...place, offset: place.offset - 1 });
      }
    }
    return frames;
  } finally {
    closeSync(memory);
  }
}

/**
 * The thread must be stopped at a system call. Empty where the host does not tell.
 * Shape: the call itself first (mostly in libc), then up to four return addresses. What was left on
 *        the stack by calls that have ended may be among them: who names them must tell them apart.
 */
export function codePlacesOf(tid: number): readonly CodePlace[] {
  const fields = (readProc(`/proc/${tid}/syscall`) ?? '').trim().split(' ');
  const [sp, pc] = fields.slice(-2);
  if (fields.length < 9 || sp === undefined || pc === undefined) {
    return [];
  }
  const texts = textsOf(tid);
  const call = placeAt(texts, BigInt(pc));
  return [...(call === undefined ? [] : [call]), ...framesIn(tid, BigInt(sp), texts)];
}
