/** What a call that a fault strikes comes to: `error=EIO`, `to 3 bytes` (or `retval=3`). */
import type { Errno } from '../model/errno.ts';
import type { Cursor } from './cursor.ts';
import { readErrno } from './site-text.ts';

function readEquals(cursor: Cursor, word: string): void {
  cursor.skipBlanks();
  if (!cursor.take('=')) {
    cursor.expected(`"=" after "${word}"`);
  }
}

/** `error=EIO` */
export function readError(cursor: Cursor): Errno {
  if (!cursor.takeWord('error')) {
    cursor.skipBlanks();
    cursor.expected('"error=" and the name of an error', 'for example error=EIO');
  }
  readEquals(cursor, 'error');
  return readErrno(cursor);
}

/** `to 3 bytes`, or in strace's words `retval=3`. */
export function readLength(cursor: Cursor): number {
  if (cursor.takeWord('retval')) {
    readEquals(cursor, 'retval');
    return cursor.readInteger('number of bytes', 0);
  }
  if (!cursor.takeWord('to')) {
    cursor.skipBlanks();
    cursor.expected('"to" and a number of bytes', 'for example "to 3 bytes"');
  }
  cursor.skipBlanks();
  return readBytes(cursor, 0);
}

/** `3 bytes` */
export function readBytes(cursor: Cursor, least: number): number {
  cursor.skipBlanks();
  const bytes = cursor.readInteger('number of bytes', least);
  if (!cursor.takeWord('bytes') && !cursor.takeWord('byte')) {
    cursor.skipBlanks();
    cursor.expected('"bytes" after the number');
  }
  return bytes;
}
