/**
 * Places in code as a person reads them: function and offset from the symbol table, file and line
 * where the program was built with them and addr2line is there.
 */
import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import type { CodePlace } from '../model/fault.ts';
import { type CodeSymbol, callTarget, symbolAt } from './elf-symbols.ts';

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

interface Frame {
  readonly place: CodePlace;
  readonly symbol: CodeSymbol;
}

function frameWords({ place: { file }, symbol }: Frame): string {
  const line = lineOf(file, symbol);
  const where = line === undefined ? '' : `, ${line}`;
  return `${symbol.name}+0x${symbol.offset.toString(16)}${where} in ${basename(file)}`;
}

/**
 * The call in the outer frame is the one of the inner frame's function. What calls that have ended
 * left on the stack does not fit so. Into another file the way is through its linkage table.
 */
function isCallOf(inner: Frame, outer: Frame): boolean {
  const { file, offset } = outer.place;
  const begin = inner.symbol.address - inner.symbol.offset;
  return file !== inner.place.file || callTarget(file, offset, outer.symbol.address) === begin;
}

/** From the innermost on, as long as each has a name and is proven to be called by the next. */
function provenFrames(places: readonly CodePlace[]): readonly Frame[] {
  const frames: Frame[] = [];
  for (const place of places) {
    const symbol = symbolAt(place.file, place.offset);
    const inner = frames.at(-1);
    const frame = symbol && { place, symbol };
    if (frame === undefined || !(inner === undefined || isCallOf(inner, frame))) {
      break;
    }
    frames.push(frame);
  }
  return frames;
}

/** The library's own name for the call tells nobody where in the program it was made. */
const isLibrary = ({ place }: Frame): boolean => /\.so(?:\.\d+)*$/.test(place.file);

/** Most frames of a call that are told. */
const SHOWN_MAX = 3;

/**
 * `send_copy+0x3c, server.c:120 in server ← main+0x90 in server`: the program's own functions, the
 * innermost first. Undefined where none of these has a name.
 */
export function codeWords(places: readonly CodePlace[]): string | undefined {
  const [call, ...outer] = places;
  const isNamed = call !== undefined && symbolAt(call.file, call.offset) !== undefined;
  // Of a library without names nothing is known but that the program has called it.
  const isOutside = !isNamed && outer[0]?.file !== call?.file;
  const frames = provenFrames(isOutside ? outer : places);
  const own = isOutside ? frames : frames.slice(1);
  const told = own.length > 0 ? own.slice(0, SHOWN_MAX) : frames.filter((one) => !isLibrary(one));
  return told.length === 0 ? undefined : told.map(frameWords).join(' ← ');
}
