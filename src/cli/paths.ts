/** How files and commands are named for the reader: seen from the current directory. */
import { dirname, join, relative } from 'node:path';
import type { SavedFinding } from '../corpus/session.ts';
import type { Finding } from '../model/finding.ts';
import type { FindingView } from '../report/finding-report.ts';
import { STORE_DEFAULT } from './command.ts';

/** A path as it is shortest from the current directory. */
export function shortPath(path: string): string {
  const shorter = relative('', path);
  return shorter === '' ? '.' : shorter.length < path.length ? shorter : path;
}

/** A word for a POSIX shell. */
function shellWord(word: string): string {
  return /^[0-9A-Za-z_./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What to type to run a finding of that store again. */
export function replayCommand(id: string, store: string): string {
  return `npx ldfi replay ${id}${store === STORE_DEFAULT ? '' : ` --store ${shellWord(store)}`}`;
}

/** The same for a finding by its file, wherever that is; `place`: what it is called by. */
export function replayCommandOf(file: string, place = dirname(file)): string {
  return `npx ldfi replay ${shellWord(shortPath(place))}`;
}

/** How the report names a finding's files: seen from the current directory. */
export function viewOf(
  findings: ReadonlyMap<string, SavedFinding>,
  store: string,
): (finding: Finding) => FindingView {
  return (finding) => {
    const saved = findings.get(finding.id);
    return {
      replay: replayCommand(finding.id, store),
      ...(saved !== undefined && {
        logs: shortPath(join(dirname(saved.file), saved.finding.logs)),
        ...(saved.report !== undefined && { report: shortPath(saved.report) }),
      }),
    };
  };
}
