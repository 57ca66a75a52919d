/**
 * Places in code as a person reads them: function and offset from the symbol table, file and line
 * where the program was built with them and addr2line is there.
 */
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import type { CodePlace } from '../model/fault.ts';
import { type CodeSymbol, symbolAt } from './elf-symbols.ts';

const ADDR2LINE_MS = 5000;

/** `server.c:120`; undefined where nobody can tell. */
function lineOf(file: string, { address }: CodeSymbol): string | undefined {
  const args = ['-e', file, `0x${address.toString(16)}`];
  const { status, stdout } = spawnSync('addr2line', args, {
    encoding: 'utf8',
    timeout: ADDR2LINE_MS,
  });
  const [, path, line] = /^(.+):(\d+)/.exec(status === 0 ? stdout : '') ?? [];
  return path === undefined || path === '??' ? undefined : `${basename(path)}:${line}`;
}

function placeWords({ file, offset }: CodePlace): string | undefined {
  const symbol = symbolAt(file, offset);
  if (symbol === undefined) {
    return undefined;
  }
  const line = lineOf(file, symbol);
  const where = line === undefined ? '' : `, ${line}`;
  return `${symbol.name}+0x${symbol.offset.toString(16)}${where} in ${basename(file)}`;
}

/** Most frames of a call that are told. */
const SHOWN_MAX = 3;

/**
 * `send_copy+0x3c, server.c:120 in server ← main+0x90 in server`: the program's own functions, the
 * innermost first, or the library's where none of these has a name. Undefined: no symbols.
 */
export function codeWords(places: readonly CodePlace[]): string | undefined {
  const [call, ...frames] = places;
  const own = frames.flatMap((place) => placeWords(place) ?? []).slice(0, SHOWN_MAX);
  return own.length > 0 ? own.join(' ← ') : call && placeWords(call);
}
