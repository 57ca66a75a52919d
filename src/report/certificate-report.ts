/** A certificate as text: what the search covered and what it does not claim. */
import { type Bounds, mostOf } from '../model/bounds.ts';
import { HUNTED_KINDS } from '../model/fault.ts';
import type { Certificate } from '../model/hunt.ts';
import { escapeLine } from './escape.ts';
import { type Palette, PLAIN } from './palette.ts';
import { countText, shareText } from './quantity.ts';
import { alignRows } from './table.ts';

/** Unreachable sets listed by name; the rest are only counted. */
const LISTED_MAX = 10;

/** `at most 2 faults: cut ≤ 2, crash ≤ 1; no omit, refuse`. */
export function boundsText(bounds: Bounds): string {
  const most = (kind: (typeof HUNTED_KINDS)[number]): number =>
    Math.min(mostOf(bounds, kind), bounds.faultsMax);
  const on = HUNTED_KINDS.filter((kind) => most(kind) > 0).map((kind) => `${kind} ≤ ${most(kind)}`);
  const off = HUNTED_KINDS.filter((kind) => most(kind) === 0);
  const allowed = on.length === 0 ? 'none of any kind' : on.join(', ');
  const refused = off.length === 0 ? '' : `; no ${off.join(', ')}`;
  const only = bounds.only === undefined ? '' : `; only at ${bounds.only.join(', ')}`;
  const except = bounds.except === undefined ? '' : `; not at ${bounds.except.join(', ')}`;
  const until = bounds.until === undefined ? '' : `; until ${escapeLine(bounds.until)}`;
  const where = `${only}${except}${until}`;
  return `at most ${countText(bounds.faultsMax, 'fault')} together: ${allowed}${refused}${where}`;
}

/** Why sets are implied, if not all for the same reason. */
function impliedRows({ impliedBy }: Certificate): readonly (readonly [number, string, string])[] {
  if (impliedBy === undefined) {
    return [];
  }
  const { run, moot, unconditional, folded } = impliedBy;
  const rows = [
    [run, '- by a run', 'under some of their faults; the others touch nothing of it'],
    [moot, '- moot', 'their faults never all fire: a node dies before it sends what is lost'],
    [
      unconditional,
      '- by a goal',
      'a run under other faults goes for them, on the word of the spec',
    ],
    [folded, '- folded', 'lose an equal datagram, but not the one before it'],
  ] as const;
  return rows.filter(([count]) => count > 0);
}

function countRows(certificate: Certificate): string[] {
  const rows: readonly (readonly [number, string, string])[] = [
    [certificate.held, 'held', 'run, and the invariant held'],
    [certificate.implied, 'implied', 'would end as a run that held or was vacuous did, so not run'],
    ...impliedRows(certificate),
    [certificate.vacuous, 'vacuous', 'run, but nothing was promised that could be broken'],
    [certificate.unreachable, 'unreachable', 'its faults never all fired'],
    [certificate.inconclusive, 'inconclusive', 'run, but could not be followed or judged'],
    [certificate.violated, 'violated', 'broke the invariant, or hold a set that did'],
  ];
  return alignRows(
    rows
      .filter(([count, name]) => count > 0 || name === 'held')
      .map(([count, name, meaning]) => [`    ${count}`, name, meaning]),
  );
}

function newClassText(certificate: Certificate): string {
  const { runs, classes, estimate } = certificate.newClass;
  return (
    `chance that one more fault-free run takes a course never seen: ${shareText(estimate)} ` +
    `(Good–Turing, ${classes} ${classes === 1 ? 'course' : 'courses'} in ${countText(runs, 'run')})`
  );
}

/** What it rests on besides the runs: what the user has said. */
function premiseLines({ goals, foldedRetries }: Certificate): readonly string[] {
  const lines: string[] = [];
  for (const goal of goals?.stated ?? []) {
    lines.push(`  it rests on the spec's word that this keeps the promise: ${escapeLine(goal)}`);
  }
  if (goals !== undefined && goals.undone > 0) {
    const times = countText(goals.undone, 'violation');
    lines.push(`  which is not true: ${times} in runs that reached it`);
  }
  if (foldedRetries === true) {
    lines.push(
      '  it rests on the word that equal datagrams again make no difference to who has had one:',
      '  losing a later one, but not the one before it, counts as folded',
    );
  }
  return lines;
}

/** The whole certificate, ending in a line feed. */
export function renderCertificate(certificate: Certificate, palette: Palette = PLAIN): string {
  const { total, literals, unreachableSets } = certificate;
  const runs = countText(certificate.runs, 'run');
  const lines = [
    palette.strong('Certificate'),
    `  bounds  ${boundsText(certificate.bounds)}`,
    `  ${countText(total, 'fault set')} within them ` +
      `over ${countText(literals, 'possible fault')}, settled by ${runs}:`,
    ...countRows(certificate),
  ];
  if (unreachableSets.length > 0) {
    lines.push('  unreachable:');
    lines.push(...unreachableSets.slice(0, LISTED_MAX).map((set) => `    ${escapeLine(set)}`));
    if (unreachableSets.length > LISTED_MAX) {
      lines.push(`    and ${unreachableSets.length - LISTED_MAX} more`);
    }
  }
  lines.push(`  ${newClassText(certificate)}`, ...premiseLines(certificate));
  lines.push(
    palette.faint(
      '  It speaks of these bounds, this workload and the messages that were seen;\n' +
        '  it does not say that the system is correct.',
    ),
  );
  return `${lines.join('\n')}\n`;
}
