/**
 * Reads a spec file as text. It says what is wrong with the path; what the text means is not known
 * here.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { SpecError } from '../model/errors.ts';
import { suggest } from './suggest.ts';

const EXTENSIONS = ['.yaml', '.yml'];

/**
 * The text of the file.
 *
 * Errors: SpecError when there is no such file, it is a directory, cannot be read, or is not UTF-8
 */
export function readSpecFile(path: string): string {
  let bytes: Uint8Array;
  try {
    if (statSync(path).isDirectory()) {
      throw fileError(path, 'is a directory, expected a spec file', hintForDirectory(path));
    }
    bytes = readFileSync(path);
  } catch (cause) {
    if (cause instanceof SpecError) {
      throw cause;
    }
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw fileError(path, 'no such file', hintForMissing(path), cause);
    }
    const hint = code === 'EACCES' ? 'check the permissions of the file and its directories' : '';
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw fileError(path, `cannot be read: ${reason}`, hint, cause);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw fileError(path, 'is not UTF-8 text', 'a spec is a YAML text file', cause);
  }
}

function fileError(path: string, message: string, hint: string, cause?: unknown): SpecError {
  return new SpecError('spec-file', path, message, {
    ...(hint === '' ? {} : { hint }),
    ...(cause === undefined ? {} : { cause }),
  });
}

function hintForDirectory(path: string): string {
  const names = specNamesIn(path);
  if (names.length === 1) {
    return didYouMean(join(path, names[0] ?? ''));
  }
  return names.length === 0 ? 'it holds no .yaml file' : `it holds ${names.join(', ')}`;
}

function hintForMissing(path: string): string {
  const names = specNamesIn(dirname(path));
  const wanted = basename(path);
  const stem = wanted.slice(0, wanted.length - extname(wanted).length);
  const sibling =
    names.find((name) => EXTENSIONS.some((end) => name === wanted + end || name === stem + end)) ??
    suggest(wanted, names);
  return sibling === undefined ? '' : didYouMean(join(dirname(path), sibling));
}

function didYouMean(path: string): string {
  return `did you mean ${JSON.stringify(path)}?`;
}

function specNamesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
      .filter((name) => EXTENSIONS.includes(extname(name)))
      .sort();
  } catch {
    return [];
  }
}
