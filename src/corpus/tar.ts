/**
 * Tar archives of plain files, as every tar reads and writes them (POSIX ustar). Knows names and
 * bytes; doesn't know what is in the files, and touches none.
 */
import { TextDecoder } from 'node:util';

const BLOCK_BYTES = 512;
const NAME_BYTES = 100;
const CHECKSUM = { offset: 148, bytes: 8 } as const;
const SIZE = { offset: 124, bytes: 12 } as const;
const KIND_OFFSET = 156;
const PREFIX = { offset: 345, bytes: 155 } as const;
/** `0` in every tar since POSIX, a zero byte in those before. */
const PLAIN_KINDS = ['0', '\0'];

export interface TarFile {
  /** With `/` between folders. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** An archive that is none, or is cut off. */
export class TarFault extends Error {
  override readonly name = 'TarFault';
}

/** Of the header, its checksum field counted as blanks. */
function checksumOf(header: Uint8Array): number {
  let sum = 0;
  header.forEach((byte, at) => {
    const isItself = at >= CHECKSUM.offset && at < CHECKSUM.offset + CHECKSUM.bytes;
    sum += isItself ? 0x20 : byte;
  });
  return sum;
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');

/** A header has room for a name of 100 bytes, and for the folders in front of it. */
function placed(name: string): { readonly prefix: string; readonly rest: string } {
  if (Buffer.byteLength(name) <= NAME_BYTES) {
    return { prefix: '', rest: name };
  }
  for (let at = name.indexOf('/'); at !== -1; at = name.indexOf('/', at + 1)) {
    const [prefix, rest] = [name.slice(0, at), name.slice(at + 1)];
    if (Buffer.byteLength(rest) <= NAME_BYTES && Buffer.byteLength(prefix) <= PREFIX.bytes) {
      return { prefix, rest };
    }
  }
  throw new TarFault(`the name is too long for an archive: ${name}`);
}

function headerOf({ name, bytes }: TarFile): Uint8Array {
  const { prefix, rest } = placed(name);
  const header = Buffer.alloc(BLOCK_BYTES);
  header.write(rest, 0);
  header.write(`${octal(0o644, 7)}\0${octal(0, 7)}\0${octal(0, 7)}\0`, NAME_BYTES, 'latin1');
  header.write(`${octal(bytes.length, 11)}\0${octal(0, 11)}\0`, SIZE.offset, 'latin1');
  header.write('0', KIND_OFFSET, 'latin1');
  header.write('ustar\u000000', 257, 'latin1');
  header.write(prefix, PREFIX.offset);
  header.write(`${octal(checksumOf(header), 6)}\0 `, CHECKSUM.offset, 'latin1');
  return header;
}

const padding = (size: number): Uint8Array =>
  new Uint8Array((BLOCK_BYTES - (size % BLOCK_BYTES)) % BLOCK_BYTES);

/** Without times and owners: equal files make equal archives. Errors: TarFault for a long name. */
export function writeTar(files: readonly TarFile[]): Uint8Array {
  return Buffer.concat([
    ...files.flatMap((file) => [headerOf(file), file.bytes, padding(file.bytes.length)]),
    new Uint8Array(2 * BLOCK_BYTES),
  ]);
}

function textAt(block: Uint8Array, offset: number, bytes: number): string {
  const field = block.subarray(offset, offset + bytes);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end === -1 ? field : field.subarray(0, end));
}

function numberAt(block: Uint8Array, { offset, bytes }: typeof SIZE | typeof CHECKSUM): number {
  const text = textAt(block, offset, bytes).trim();
  if (!/^[0-7]{1,12}$/.test(text)) {
    throw new TarFault('a header holds no number where one must stand');
  }
  return Number.parseInt(text, 8);
}

/** Its plain files, in their order; folders and links in it are left out. Errors: TarFault. */
export function readTar(bytes: Uint8Array): readonly TarFile[] {
  const files: TarFile[] = [];
  for (let at = 0; at + BLOCK_BYTES <= bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK_BYTES);
    if (header.every((byte) => byte === 0)) {
      return files;
    }
    if (numberAt(header, CHECKSUM) !== checksumOf(header)) {
      throw new TarFault(`the header at byte ${at} does not have its checksum`);
    }
    const size = numberAt(header, SIZE);
    const start = at + BLOCK_BYTES;
    if (start + size > bytes.length) {
      throw new TarFault('the archive is cut off');
    }
    if (PLAIN_KINDS.includes(String.fromCharCode(header[KIND_OFFSET] ?? 0))) {
      const prefix = textAt(header, PREFIX.offset, PREFIX.bytes);
      const rest = textAt(header, 0, NAME_BYTES);
      const name = prefix === '' ? rest : `${prefix}/${rest}`;
      files.push({ name, bytes: bytes.subarray(start, start + size) });
    }
    at = start + size + padding(size).length;
  }
  throw new TarFault('the archive is cut off');
}
