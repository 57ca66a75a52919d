/**
 * What became of the findings that were known before a hunt, as text. Knows no files and no runs.
 */
import type { Finding, Rate, Standing } from '../model/finding.ts';
import { escapeLine } from './escape.ts';
import { type Palette, PLAIN, type Style } from './palette.ts';
import { countText, rateText } from './quantity.ts';
import { alignRows } from './table.ts';

/** Nothing that is known is new. */
export type KnownStanding = Exclude<Standing, 'new'>;

export interface KnownRow {
  readonly standing: KnownStanding;
  readonly finding: Finding;
  /** Of the runs in which all its faults happened and something was promised. */
  readonly rate: Rate;
  /** The spec is not the one that it was found with. */
  readonly isSpecChanged: boolean;
  /** Why nobody can tell; empty where it can be told. */
  readonly note: string;
  /** Command that replays it. */
  readonly replay: string;
}

/** In words, and in the order in which they are told. */
export const KNOWN_WORDS: Readonly<Record<KnownStanding, string>> = {
  ongoing: 'still fails',
  resolved: 'no longer fails',
  'not reproduced': 'not reproduced',
};

export const KNOWN_STANDINGS = Object.keys(KNOWN_WORDS) as readonly KnownStanding[];

/** `2 known findings: 1 still fails, 1 no longer fails`. */
export function knownSummary(rows: readonly KnownRow[]): string {
  const parts = KNOWN_STANDINGS.flatMap((standing) => {
    const count = rows.filter((row) => row.standing === standing).length;
    return count === 0 ? [] : [`${count} ${KNOWN_WORDS[standing]}`];
  });
  return `${countText(rows.length, 'known finding')}: ${parts.join(', ')}`;
}

function styleOf(standing: KnownStanding, palette: Palette): Style {
  return { ongoing: palette.bad, resolved: palette.good, 'not reproduced': palette.doubtful }[
    standing
  ];
}

/** Why its replays say what they say, as one line. */
export function knownNote({ rate, isSpecChanged, note }: KnownRow): string {
  const judged = rate.runs === 0 ? '' : `violated in ${rateText(rate)}`;
  const changed = isSpecChanged ? 'the spec has changed since it was found' : '';
  return [judged, note, changed].filter((part) => part !== '').join('; ');
}

/** Shape: lines that end in a line feed; empty where nothing is known. */
export function renderKnown(rows: readonly KnownRow[], palette: Palette = PLAIN): string {
  if (rows.length === 0) {
    return '';
  }
  const sorted = KNOWN_STANDINGS.flatMap((one) => rows.filter(({ standing }) => standing === one));
  const lines = alignRows(
    sorted.map((row) => [
      `  ${KNOWN_WORDS[row.standing]}`,
      escapeLine(row.finding.id),
      escapeLine(knownNote(row)),
      escapeLine(row.finding.reason),
    ]),
  ).flatMap((line, index) => {
    const { standing, replay } = sorted[index] as KnownRow;
    const words = KNOWN_WORDS[standing];
    const told = line.replace(words, styleOf(standing, palette)(words));
    return standing === 'ongoing' ? [told, palette.faint(`    ${escapeLine(replay)}`)] : [told];
  });
  return `${[palette.strong(knownSummary(rows)), ...lines].join('\n')}\n`;
}
