/**
 * Names of functions in an ELF file, from its symbol tables. 64-bit, little-endian; anything else
 * has no names here. Knows the format (System V ABI, chapter 4); says nothing of lines.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

export interface CodeSymbol {
  readonly name: string;
  /** Bytes from the start of the function. */
  readonly offset: number;
  /** The address as the file counts, for tools that ask for one. */
  readonly address: number;
}

const SHT_SYMTAB = 2;
const SHT_DYNSYM = 11;
const PT_LOAD = 1;
const STT_FUNC = 2;
const SHN_UNDEF = 0;
const CALL = 0xe8;
const CALL_BYTES = 5;
const SYMBOL_BYTES = 24;
const HEADER_BYTES = 64;
/** No file's tables are larger than that, if it is one. */
const TABLE_BYTES_MAX = 256 * 1024 * 1024;

type Read = (at: number, size: number) => Buffer;

interface Table {
  readonly symbols: Buffer;
  readonly names: Buffer;
}

const number = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at));

/** The address at which the byte at that offset of the file is to be loaded. */
function addressOf(read: Read, header: Buffer, offset: number): number | undefined {
  const size = header.readUInt16LE(54);
  const all = read(number(header, 32), size * header.readUInt16LE(56));
  for (let at = 0; at + size <= all.length; at += size) {
    const from = number(all, at + 8);
    if (
      all.readUInt32LE(at) === PT_LOAD &&
      offset >= from &&
      offset < from + number(all, at + 32)
    ) {
      return offset - from + number(all, at + 16);
    }
  }
  return undefined;
}

function tablesOf(read: Read, header: Buffer): readonly Table[] {
  const size = header.readUInt16LE(58);
  const all = read(number(header, 40), size * header.readUInt16LE(60));
  const section = (index: number): Buffer => all.subarray(index * size, (index + 1) * size);
  const content = (one: Buffer): Buffer => read(number(one, 24), number(one, 32));
  return Array.from({ length: header.readUInt16LE(60) }, (_, index) => section(index))
    .filter((one) => [SHT_SYMTAB, SHT_DYNSYM].includes(one.readUInt32LE(4)))
    .map((one) => ({ symbols: content(one), names: content(section(one.readUInt32LE(40))) }));
}

/** The function that holds the address. One whose size is not told ends where the next begins. */
function search({ symbols, names }: Table, address: number): CodeSymbol | undefined {
  let best: { readonly at: number; readonly value: number; readonly isSized: boolean } | undefined;
  let latest = 0;
  for (let at = 0; at + SYMBOL_BYTES <= symbols.length; at += SYMBOL_BYTES) {
    const value = number(symbols, at + 8);
    const size = number(symbols, at + 16);
    const isDefined = symbols.readUInt16LE(at + 6) !== SHN_UNDEF && value !== 0;
    if (((symbols[at + 4] ?? 0) & 15) !== STT_FUNC || !isDefined || value > address) {
      continue;
    }
    latest = Math.max(latest, value);
    const isSized = size > 0;
    if ((!isSized || address < value + size) && value >= (best?.value ?? 0)) {
      best = { at, value, isSized };
    }
  }
  if (best === undefined || !(best.isSized || best.value === latest)) {
    return undefined;
  }
  const from = symbols.readUInt32LE(best.at);
  const name = names.toString('utf8', from, names.indexOf(0, from));
  return { name, offset: address - best.value, address };
}

/**
 * The function in which the byte at `offset` of `file` is; undefined where the file cannot be read,
 * is no such file, or names none.
 */
export function symbolAt(file: string, offset: number): CodeSymbol | undefined {
  let descriptor: number | undefined;
  try {
    const open = openSync(file, 'r');
    descriptor = open;
    const { size: total } = fstatSync(open);
    const read: Read = (at, size) => {
      const bytes = Buffer.alloc(Math.max(0, Math.min(size, total - at, TABLE_BYTES_MAX)));
      readSync(open, bytes, 0, bytes.length, at);
      return bytes;
    };
    const header = read(0, HEADER_BYTES);
    if (header.readUInt32BE(0) !== 0x7f454c46 || header[4] !== 2 || header[5] !== 1) {
      return undefined;
    }
    const address = addressOf(read, header, offset);
    return address === undefined
      ? undefined
      : tablesOf(read, header)
          .map((table) => search(table, address))
          .find((found) => found !== undefined);
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) {
      closeSync(descriptor);
    }
  }
}

/**
 * Where the call leads whose last byte is at `offset` of `file`, and at `address` as the file
 * counts; undefined where it is no call by distance, or cannot be read.
 */
export function callTarget(file: string, offset: number, address: number): number | undefined {
  const bytes = Buffer.alloc(CALL_BYTES);
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const got = readSync(descriptor, bytes, 0, CALL_BYTES, offset - (CALL_BYTES - 1));
    return got === CALL_BYTES && bytes[0] === CALL ? address + 1 + bytes.readInt32LE(1) : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) {
      closeSync(descriptor);
    }
  }
}
